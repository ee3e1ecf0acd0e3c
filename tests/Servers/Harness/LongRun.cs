using System.Globalization;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>How often to repeat: few times in every run, so that it takes about a minute; with SOCKEYE_LONG=1 as often as
/// it takes to find what happens once in a thousand times.</summary>
internal static class LongRun
{
    internal static readonly bool On = Environment.GetEnvironmentVariable("SOCKEYE_LONG") is "1";

    /// <summary>The number of now; a long run writes it to the test's output, where its page has it from.</summary>
    internal static int Times(int usually, int atLength)
    {
        if (On) TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at length: {atLength}"));
        return On ? atLength : usually;
    }
}
