namespace Sockeye.Load;

/// <summary>What one process contributed to a merged result: pooling hides a machine that is ill.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Segment">Its part of the plan.</param>
/// <param name="Clients">Its clients.</param>
/// <param name="Rate">Its pongs a second.</param>
/// <param name="ResponseP50Ms">Its median response time.</param>
/// <param name="ResponseP99Ms">Its 99th percentile.</param>
/// <param name="Differs">Whether its median is more than a fifth away from that of the others.</param>
/// <param name="ResponseP50IsBound">Whether its median is at least that, and not known better.</param>
/// <param name="ResponseP99IsBound">Whether its 99th percentile is at least that, and not known better.</param>
/// <param name="Environment">Where it ran, whole; null where its result does not tell.</param>
public sealed record PartReport(
    string Machine, string Segment, int Clients, double? Rate, double? ResponseP50Ms, double? ResponseP99Ms, bool Differs,
    bool ResponseP50IsBound = false, bool ResponseP99IsBound = false, MachineFacts? Environment = null)
{
    /// <summary>How far a machine's median may be from the others' (Treadmill, ISCA 2016).</summary>
    internal const double MostDifference = 0.20;

    internal static IReadOnlyList<PartReport> Of(IReadOnlyList<LoadReport> reports)
    {
        PercentileReport?[] medians = [.. reports.Select(report => report.LatencyMs.Response.Percentile(50))];
        return [.. reports.Select((report, i) => new PartReport(
            report.Environment?.Machine ?? $"part {i}", report.Plan.Segment, report.Clients.Count, report.Metrics.Rate,
            medians[i]?.Ms, report.LatencyMs.Response.Percentile(99)?.Ms, IsApart(medians, i),
            MetricsReport.IsBound(report.LatencyMs.Response, 50), MetricsReport.IsBound(report.LatencyMs.Response, 99),
            report.Environment))];
    }

    // Of two, each is compared with the other; of more, with the one in the middle, so that the odd one alone is named.
    private static bool IsApart(PercentileReport?[] medians, int part)
    {
        PercentileReport[] known = [.. medians.Where((_, other) => medians.Length > 2 || other != part).OfType<PercentileReport>()
            .OrderBy(median => median.Ms)];
        if (medians[part] is not { } own || known.Length == 0) return false;
        double usual = (known[known.Length / 2].Ms + known[(known.Length - 1) / 2].Ms) / 2;
        // A bound may be any longer: the middle one is exact where no bound lies below it.
        bool usualIsBound = known.Take(known.Length / 2 + 1).Any(median => median.IsBound);
        return (own.Ms > (1 + MostDifference) * usual && !usualIsBound) || (own.Ms < (1 - MostDifference) * usual && !own.IsBound);
    }
}
