namespace Sockeye.Tests.Servers;

/// <summary>How often to repeat: few times in every run, so that it takes about a minute; with SOCKEYE_LONG=1 as often as
/// it takes to find what happens once in a thousand times.</summary>
internal static class LongRun
{
    internal static readonly bool On = Environment.GetEnvironmentVariable("SOCKEYE_LONG") is "1";

    internal static int Times(int usually, int atLength) => On ? atLength : usually;
}
