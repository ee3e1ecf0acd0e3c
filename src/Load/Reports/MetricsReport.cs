namespace Sockeye.Load;

/// <summary>The figures that a program compares, flat; null is what is not known. A bound is a figure that is at least that, since pings
/// were never answered.</summary>
/// <param name="Rate">Pongs a second, over the measured window.</param>
/// <param name="SentRate">Pings sent a second, over the measured window.</param>
/// <param name="ResponseP50Ms">The median response time.</param>
/// <param name="ResponseP99Ms">Its 99th percentile.</param>
/// <param name="ServiceP50Ms">The median service time.</param>
/// <param name="ServiceP99Ms">Its 99th percentile.</param>
/// <param name="OwnLagP99Ms">How late pings went out by the client's own fault, 99th percentile.</param>
/// <param name="Interleaving">0 = one after another, 1 = in turns.</param>
/// <param name="Fairness">Jain's index over pongs per client.</param>
/// <param name="NeverServed">Clients without a pong.</param>
/// <param name="ServedAtOnceMedian">Clients served at once, median; null of a merged result.</param>
/// <param name="ServedAtOnceMost">Clients served at once, the most; null of a merged result.</param>
/// <param name="SecondsCorrelation">How much the median of a second tells about the next one's; null of a few seconds, and of a merged
/// result.</param>
/// <param name="SecondsDepend">Whether that is more than chance, so that the intervals of the percentiles are too narrow.</param>
/// <param name="ResponseP50IsBound">Whether <paramref name="ResponseP50Ms"/> is a bound.</param>
/// <param name="ResponseP99IsBound">Whether <paramref name="ResponseP99Ms"/> is a bound.</param>
/// <param name="ServiceP50IsBound">Whether <paramref name="ServiceP50Ms"/> is a bound.</param>
/// <param name="ServiceP99IsBound">Whether <paramref name="ServiceP99Ms"/> is a bound.</param>
public sealed record MetricsReport(
    double? Rate, double? SentRate, double? ResponseP50Ms, double? ResponseP99Ms, double? ServiceP50Ms, double? ServiceP99Ms,
    double? OwnLagP99Ms, double? Interleaving, double? Fairness, int NeverServed, int? ServedAtOnceMedian, int? ServedAtOnceMost,
    double? SecondsCorrelation, bool SecondsDepend, bool ResponseP50IsBound = false, bool ResponseP99IsBound = false,
    bool ServiceP50IsBound = false, bool ServiceP99IsBound = false)
{
    internal static MetricsReport Of(LoadResult result, LatencyReports latencies, Fairness fairness) => new(
        result.Window > TimeSpan.Zero ? result.Counts.Answered / result.Window.TotalSeconds : null,
        result.Window > TimeSpan.Zero ? result.Self.AchievedRate : null,
        latencies.Response.Percentile(50)?.Ms,
        latencies.Response.Percentile(99)?.Ms,
        latencies.Service.Percentile(50)?.Ms,
        latencies.Service.Percentile(99)?.Ms,
        latencies.OwnLag?.Percentile(99)?.Ms,
        result.Interleaving,
        fairness.Jain,
        fairness.NeverServed,
        fairness.ServedAtOnceMedian,
        fairness.ServedAtOnceMost,
        result.SecondsCorrelation,
        result.SecondsDepend,
        IsBound(latencies.Response, 50),
        IsBound(latencies.Response, 99),
        IsBound(latencies.Service, 50),
        IsBound(latencies.Service, 99));

    internal static bool IsBound(LatencyReport latencies, double percent) => latencies.Percentile(percent) is { IsBound: true };
}
