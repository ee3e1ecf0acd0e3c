namespace Sockeye.Load;

/// <summary>Latencies as a result file has them: the figures for people, and the histograms for whoever adds or draws them.
/// Milliseconds; null is what is not known.</summary>
public sealed record LatencyReport
{
    /// <summary>The percentiles that a report prints.</summary>
    public static IReadOnlyList<double> Percents { get; } = [50, 90, 99, 99.9, 99.99];

    /// <summary>How many pings were answered.</summary>
    public required long Count { get; init; }

    /// <summary>How many were not, and take part by their age.</summary>
    public required long Censored { get; init; }

    /// <summary>How many were longer than the histogram's range of 73 minutes.</summary>
    public required long Overflow { get; init; }

    /// <summary>The shortest, exactly.</summary>
    public required double? MinMs { get; init; }

    /// <summary>The mean of those answered, exactly.</summary>
    public required double? MeanMs { get; init; }

    /// <summary>The longest, exactly where it is known.</summary>
    public required double? MaxMs { get; init; }

    /// <summary>Whether the longest is at least that, and not known better, since a ping was never answered.</summary>
    public required bool MaxIsBound { get; init; }

    /// <summary>The percentiles behind which there are enough pings.</summary>
    public required IReadOnlyList<PercentileReport> Percentiles { get; init; }

    /// <summary>The times, in nanoseconds: HdrHistogram V2, deflated, base 64.</summary>
    public required string Hdr { get; init; }

    /// <summary>The ages, likewise; null where there are none.</summary>
    public required string? AgesHdr { get; init; }

    /// <summary>What the histograms do not tell exactly.</summary>
    public required LatencyExtremes Exact { get; init; }

    /// <summary>A percentile out of <see cref="Percentiles"/>.</summary>
    /// <param name="percent">Which one.</param>
    /// <returns>The percentile; null where too few pings lie beyond it.</returns>
    public PercentileReport? Percentile(double percent) => Percentiles.FirstOrDefault(found => found.Percent == percent);

    /// <summary>The latencies themselves, to add or to ask for other percentiles.</summary>
    /// <returns>A new object.</returns>
    /// <exception cref="FormatException">A histogram is damaged, or of another layout.</exception>
    public Latencies Latencies() => Load.Latencies.Of(
        HdrEncoding.Decode(Hdr), AgesHdr is null ? null : HdrEncoding.Decode(AgesHdr), Overflow, Exact);

    /// <summary>Makes the report of latencies.</summary>
    /// <param name="latencies">They.</param>
    /// <returns>The report.</returns>
    public static LatencyReport Of(Latencies latencies)
    {
        ArgumentNullException.ThrowIfNull(latencies);
        (string times, string? ages) = latencies.Encoded();
        return new()
        {
            Count = latencies.Count,
            Censored = latencies.Censored,
            Overflow = latencies.Overflow,
            MinMs = Milliseconds(latencies.Min),
            MeanMs = Milliseconds(latencies.Mean),
            MaxMs = Milliseconds(latencies.Max),
            MaxIsBound = latencies.MaxIsBound,
            Percentiles =
                [.. Percents.Select(percent => latencies.Percentile(percent)).OfType<LatencyPercentile>().Select(PercentileReport.Of)],
            Hdr = times,
            AgesHdr = ages,
            Exact = latencies.Exact,
        };
    }

    private static double? Milliseconds(double? nanoseconds) => nanoseconds / 1e6;
}

/// <summary>A percentile as a result file has it, in milliseconds.</summary>
/// <param name="Percent">Which one.</param>
/// <param name="Ms">The percentile.</param>
/// <param name="IsBound">Whether it is at least that, and not known better.</param>
/// <param name="LowMs">The lower end of its 95 % interval.</param>
/// <param name="HighMs">The upper end.</param>
/// <param name="HighIsBound">Whether the upper end is at least that, and not known better.</param>
public sealed record PercentileReport(double Percent, double Ms, bool IsBound, double LowMs, double HighMs, bool HighIsBound)
{
    internal static PercentileReport Of(LatencyPercentile percentile) => new(
        percentile.Percent, percentile.Value / 1e6, percentile.IsBound, percentile.Low / 1e6, percentile.High / 1e6,
        percentile.HighIsBound);
}

/// <summary>What a histogram of three digits rounds, in whole nanoseconds, so that results add up exactly.</summary>
/// <param name="SumNs">The sum of the times.</param>
/// <param name="SmallestNs">The shortest time; null where there is none.</param>
/// <param name="LargestNs">The longest time.</param>
/// <param name="AgeSumNs">The sum of the ages.</param>
/// <param name="SmallestAgeNs">The shortest age; null where there is none.</param>
/// <param name="LargestAgeNs">The longest age.</param>
public readonly record struct LatencyExtremes(
    long SumNs, long? SmallestNs, long LargestNs, long AgeSumNs, long? SmallestAgeNs, long LargestAgeNs)
{
    internal LatencyExtremes With(LatencyExtremes other) => new(
        SumNs + other.SumNs, Least(SmallestNs, other.SmallestNs), Math.Max(LargestNs, other.LargestNs),
        AgeSumNs + other.AgeSumNs, Least(SmallestAgeNs, other.SmallestAgeNs), Math.Max(LargestAgeNs, other.LargestAgeNs));

    private static long? Least(long? one, long? other) => one < other ? one : other ?? one;
}
