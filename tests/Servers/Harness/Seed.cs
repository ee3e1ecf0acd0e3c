using System.Globalization;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>Randomness that can be had again: the seed is printed with the test's output, and SOCKEYE_SEED sets it.</summary>
internal static class Seed
{
    internal static Random Random()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("SOCKEYE_SEED"), CultureInfo.InvariantCulture, out int given)
            ? given
            : System.Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"SOCKEYE_SEED={seed}");
        return new Random(seed);
    }

    internal static byte[] Bytes(this Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
