using System.Diagnostics;

namespace Sockeye.Load;

/// <summary>The monotonic clock, in nanoseconds: the only one that anything here is measured by.</summary>
internal static class Clock
{
    internal const long Never = long.MaxValue;
    internal const long Second = 1_000_000_000;

    private static readonly long PerTick = Second / Stopwatch.Frequency;

    internal static long Now => Stopwatch.GetTimestamp() * PerTick;

    internal static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    internal static TimeSpan Time(long nanoseconds) => new(nanoseconds / TimeSpan.NanosecondsPerTick);
}
