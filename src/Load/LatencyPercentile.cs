namespace Sockeye.Load;

/// <summary>
/// A percentile of latencies and the interval that holds the true one in 95 of 100 runs, by order statistics: it needs no
/// assumption about the shape of the distribution, but that pings are independent of each other. In nanoseconds.
/// </summary>
/// <param name="Percent">Which one: 99 of 100 pings took no longer than p99.</param>
/// <param name="Value">The percentile, to three digits.</param>
/// <param name="IsBound">Whether it is at least that, and not known better: it reaches pings that were never answered.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="HighIsBound">Whether the upper end is at least that, and not known better.</param>
public readonly record struct LatencyPercentile(double Percent, long Value, bool IsBound, long Low, long High, bool HighIsBound)
{
    /// <summary>So many pings must lie beyond a percentile: with fewer, it is the tale of a handful of pings.</summary>
    public const int LeastBeyond = 10;

    /// <summary>With fewer than so many beyond it, a percentile is printed and marked.</summary>
    internal const int FewBeyond = 100;

    // The normal distribution's 97.5th percentile: 95 % lie between minus and plus that.
    private const double Z = 1.96;

    internal static LatencyPercentile? Of(double percent, long count, Func<long, (long Value, bool IsBound)> ordered)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        if (Beyond(percent, count) < LeastBeyond) return null;
        decimal below = Below(percent, count);

        // The ranks of Lancet (Kogias, Mallon, Bugnion: USENIX ATC 2019), from 1.
        double share = percent / 100;
        double spread = Z * Math.Sqrt(count * share * (1 - share));
        long low = Math.Max(1, (long)Math.Floor((double)below - spread));
        long high = Math.Min(count, (long)Math.Ceiling((double)below + spread) + 1);
        (long value, bool isBound) = ordered(Math.Max(1, (long)Math.Ceiling(below)));
        (long highest, bool highIsBound) = ordered(high);
        return new(percent, value, isBound, ordered(low).Value, highest, highIsBound);
    }

    /// <summary>How many of so many lie beyond a percentile.</summary>
    internal static decimal Beyond(double percent, long count) => count - Below(percent, count);

    // Decimal: 99.9 % of 1,000 are 999, and not a little more.
    private static decimal Below(double percent, long count) => (decimal)percent * count / 100;
}
