namespace Sockeye.Load;

/// <summary>A second of a run.</summary>
/// <param name="StartMs">When it began, from the start of the measured window.</param>
/// <param name="Sent">Pings sent.</param>
/// <param name="Answered">Pings answered.</param>
/// <param name="Failed">Pings that failed.</param>
/// <param name="InFlight">Pings unanswered at its end.</param>
/// <param name="P50Ms">The median response time of the pings answered in it.</param>
/// <param name="P99Ms">Their 99th percentile.</param>
/// <param name="MaxMs">The longest of them.</param>
/// <param name="Hdr">All of them, in nanoseconds: HdrHistogram V2, deflated, base 64; null where they were not kept.</param>
public sealed record IntervalReport(
    double StartMs, long Sent, long Answered, long Failed, long InFlight, double? P50Ms, double? P99Ms, double? MaxMs, string? Hdr)
{
    /// <summary>Makes the report of a second.</summary>
    /// <param name="interval">The second.</param>
    /// <returns>The report.</returns>
    public static IntervalReport Of(LoadInterval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return new(
            interval.Start.TotalMilliseconds, interval.Sent, interval.Answered, interval.Failed, interval.InFlight,
            interval.Response?.Percentile(50)?.Value / 1e6, interval.Response?.Percentile(99)?.Value / 1e6, interval.Response?.Max / 1e6,
            interval.Response?.Encoded().Times);
    }
}
