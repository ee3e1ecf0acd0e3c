namespace Sockeye.Load;

/// <summary>The figures that a program compares, flat; null is what is not known.</summary>
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
public sealed record MetricsReport(
    double? Rate, double? SentRate, double? ResponseP50Ms, double? ResponseP99Ms, double? ServiceP50Ms, double? ServiceP99Ms,
    double? OwnLagP99Ms, double? Interleaving, double? Fairness, int NeverServed, int? ServedAtOnceMedian, int? ServedAtOnceMost,
    double? SecondsCorrelation, bool SecondsDepend)
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
        result.SecondsDepend);
}
