namespace Sockeye.Load;

/// <summary>What one process contributed to a merged result: pooling hides a machine that is ill.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Segment">Its part of the plan.</param>
/// <param name="Clients">Its clients.</param>
/// <param name="Rate">Its pongs a second.</param>
/// <param name="ResponseP50Ms">Its median response time.</param>
/// <param name="ResponseP99Ms">Its 99th percentile.</param>
/// <param name="Differs">Whether its median is more than a fifth away from that of the others.</param>
public sealed record PartReport(
    string Machine, string Segment, int Clients, double? Rate, double? ResponseP50Ms, double? ResponseP99Ms, bool Differs)
{
    /// <summary>How far a machine's median may be from the others' (Treadmill, ISCA 2016).</summary>
    internal const double MostDifference = 0.20;

    internal static IReadOnlyList<PartReport> Of(IReadOnlyList<LoadReport> reports)
    {
        double?[] medians = [.. reports.Select(report => report.Metrics.ResponseP50Ms)];
        return [.. reports.Select((report, i) => new PartReport(
            report.Environment?.Machine ?? $"part {i}", report.Plan.Segment, report.Clients.Count, report.Metrics.Rate,
            report.Metrics.ResponseP50Ms, report.Metrics.ResponseP99Ms, IsApart(medians, i)))];
    }

    // Of two, each is compared with the other; of more, with the one in the middle, so that the odd one alone is named.
    private static bool IsApart(double?[] medians, int part)
    {
        double[] known = [.. medians.Where((_, other) => medians.Length > 2 || other != part).OfType<double>().Order()];
        if (medians[part] is not { } own || known.Length == 0) return false;
        double usual = (known[known.Length / 2] + known[(known.Length - 1) / 2]) / 2;
        return Math.Abs(own - usual) > MostDifference * usual;
    }
}
