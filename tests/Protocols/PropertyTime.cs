namespace Sockeye.Tests.Protocols;

/// <summary>How long a property is tried: the variable SOCKEYE_PROPERTY_SECONDS, which CI sets to 10; a second otherwise.</summary>
internal static class PropertyTime
{
    internal static int Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("SOCKEYE_PROPERTY_SECONDS"), out int seconds) && seconds > 0 ? seconds : 1;
}
