using System.Diagnostics;
using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

/// <summary>Whether the cost of an input is in proportion to its length.</summary>
internal static class LinearTime
{
    /// <summary>One input against ten of a tenth of its length, since what else the machine does adds more to what takes longer; and
    /// the shortest of several, since it can only add. A cost that is linear shows as 1, one that is quadratic as 10.</summary>
    /// <param name="input">The worst input of so many bytes.</param>
    /// <param name="play">Takes one.</param>
    internal static void Holds(Func<int, string> input, Action<byte[]> play)
    {
        byte[] tenth = Encoding.Latin1.GetBytes(input(12_000));
        byte[] whole = Encoding.Latin1.GetBytes(input(120_000));
        TimeSpan ten = TimeSpan.MaxValue, one = TimeSpan.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++) play(tenth);
            ten = Min(ten, Stopwatch.GetElapsedTime(start));
            start = Stopwatch.GetTimestamp();
            play(whole);
            one = Min(one, Stopwatch.GetElapsedTime(start));
        }

        Assert.True(one <= 4 * ten + TimeSpan.FromMilliseconds(5), $"{one.TotalMicroseconds} µs, and {ten.TotalMicroseconds} µs for ten");
    }

    /// <summary>The same of a framing, with all that has come offered again with each byte.</summary>
    internal static void HoldsByteByByte<TFraming>(TFraming framing, Func<int, string> input)
        where TFraming : struct, IFraming => Holds(
        input,
        bytes =>
        {
            TFraming fresh = framing;
            for (int come = 1; come <= bytes.Length; come++)
            {
                if (fresh.Look(bytes.AsSpan(0, come)).Kind != FrameKind.Incomplete) throw new InvalidOperationException("not the worst");
            }
        });

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
