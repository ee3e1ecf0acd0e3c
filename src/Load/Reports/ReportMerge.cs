namespace Sockeye.Load;

/// <summary>Adds the results of several processes that carried segments of one plan: counts and histograms, never percentiles.</summary>
public static class ReportMerge
{
    /// <summary>Adds them.</summary>
    /// <param name="reports">Two or more results.</param>
    /// <returns>One result; its verdict is the worst of theirs, and says where one machine differs.</returns>
    /// <exception cref="FormatException">They are of different plans, or one segment is there twice, or a histogram is damaged, or
    /// counts are too large to be added.</exception>
    public static LoadReport Of(IReadOnlyList<LoadReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentOutOfRangeException.ThrowIfZero(reports.Count);
        LoadReport first = reports[0];
        if (reports.FirstOrDefault(report => report.Plan.Hash != first.Plan.Hash) is { } other)
            throw new FormatException($"plans differ ({first.Plan.Hash[..12]}, {other.Plan.Hash[..12]}): their sum would mean nothing");
        if (reports.CountBy(report => report.Plan.Segment).FirstOrDefault(count => count.Value > 1) is { Key: { } twice, Value: var times })
            throw new FormatException($"segment {twice} is there {times} times; each process carries one: --segment 0/2, 1/2");
        try
        {
            return Added(reports);
        }
        catch (OverflowException tooLarge)
        {
            throw new FormatException("their counts are too large to be added", tooLarge);
        }
    }

    private static LoadReport Added(IReadOnlyList<LoadReport> reports)
    {
        LoadReport first = reports[0];
        IReadOnlyList<PartReport> parts = PartReport.Of(reports);
        LatencyReports latencies = Sum(reports);
        ClientReport[] clients = [.. reports.SelectMany(report => report.Clients).OrderBy(client => client.Client)];
        return first with
        {
            Verdict = Verdict.Of([.. reports.SelectMany(Reasons), .. parts.Where(part => part.Differs).Select(Difference)]),
            Plan = first.Plan with { Segment = string.Join(" + ", reports.Select(report => report.Plan.Segment)) },
            Environment = null,
            Counts = reports.Select(report => report.Counts).Aggregate(Sum),
            Failures = reports.SelectMany(report => report.Failures).GroupBy(failure => failure.Key)
                .OrderByDescending(kind => kind.Sum(failure => failure.Value))
                .ToDictionary(kind => kind.Key, kind => kind.Sum(failure => failure.Value)),
            Order = [],
            Interleaving = null,
            FirstPongMs = FirstPong(reports, clients),
            Metrics = Metrics(reports, latencies, clients),
            LatencyMs = latencies,
            Self = Self(reports),
            WindowMs = reports.Max(report => report.WindowMs),
            DrainedMs = reports.Max(report => report.DrainedMs),
            WallMs = reports.Max(report => report.WallMs),
            Interrupted = reports.Any(report => report.Interrupted),
            Thresholds = [],
            Intervals = [],
            Clients = clients,
            Parts = parts,
            Server = null,
            ListenDrops = null,
            BlastRadius = null,
        };
    }

    private static IEnumerable<VerdictReason> Reasons(LoadReport report) => report.Verdict.Reasons
        .Select(reason => reason with { Check = $"{report.Plan.Segment} {reason.Check}" });

    private static VerdictReason Difference(PartReport part) => new(
        VerdictState.Suspect, "machines", $"{part.Machine} {part.Segment} has a median that is more than a fifth away from the others'");

    private static PingCounts Sum(PingCounts one, PingCounts other) => new(
        one.Scheduled + other.Scheduled, one.Answered + other.Answered, one.Failed + other.Failed, one.TimedOut + other.TimedOut,
        one.InFlightAtEnd + other.InFlightAtEnd, one.NeverSent + other.NeverSent);

    private static LatencyReports Sum(IReadOnlyList<LoadReport> reports)
    {
        return new(
            Of(latencies => latencies.Response)!, Of(latencies => latencies.Service)!, Of(latencies => latencies.SendLag),
            Of(latencies => latencies.Connect)!, Of(latencies => latencies.FirstPongWait)!, Of(latencies => latencies.WarmUp),
            Of(latencies => latencies.OwnLag));

        LatencyReport? Of(Func<LatencyReports, LatencyReport?> kind)
        {
            LatencyReport[] parts = [.. reports.Select(report => kind(report.LatencyMs)).OfType<LatencyReport>()];
            if (parts.Length == 0) return null;
            Latencies sum = new();
            foreach (LatencyReport part in parts) sum.Add(part.Latencies());
            return LatencyReport.Of(sum);
        }
    }

    // The median over clients cannot be told from medians, but the clients are all here; who was never served is a bound.
    private static FirstPongReport FirstPong(IReadOnlyList<LoadReport> reports, ClientReport[] clients)
    {
        FirstPongReport worst = reports.Select(report => report.FirstPongMs).MaxBy(times => times.Worst)!;
        double shortestWall = reports.Min(report => report.WallMs);
        double[] times = [.. clients.Select(client => client.FirstPongMs ?? double.PositiveInfinity).Order()];
        double median = times.Length == 0 ? 0 : times[times.Length / 2];
        bool isBound = double.IsInfinity(median);
        return worst with
        {
            Median = isBound ? shortestWall : median,
            MedianIsBound = isBound,
            NeverServed = reports.Sum(report => report.FirstPongMs.NeverServed),
        };
    }

    private static MetricsReport Metrics(IReadOnlyList<LoadReport> reports, LatencyReports latencies, ClientReport[] clients) => new(
        reports.Sum(report => report.Metrics.Rate),
        reports.Sum(report => report.Metrics.SentRate),
        latencies.Response.Percentile(50)?.Ms,
        latencies.Response.Percentile(99)?.Ms,
        latencies.Service.Percentile(50)?.Ms,
        latencies.Service.Percentile(99)?.Ms,
        latencies.OwnLag?.Percentile(99)?.Ms,
        Interleaving: null,
        Fairness.JainOf([.. clients.Select(client => client.Pongs)]),
        clients.Count(client => client.Pongs == 0),
        ServedAtOnceMedian: null,
        ServedAtOnceMost: null,
        SecondsCorrelation: null,
        SecondsDepend: reports.Any(report => report.Metrics.SecondsDepend));

    // The most loaded process speaks for all: a sum would hide it.
    private static SelfReport Self(IReadOnlyList<LoadReport> reports) => reports.MaxBy(report => report.Self.CpuShare ?? 0)!.Self with
    {
        CpuMs = reports.Sum(report => report.Self.CpuMs),
        SpinningMs = reports.Sum(report => report.Self.SpinningMs),
        StolenShare = reports.Max(report => report.Self.StolenShare),
        Cores = reports.Sum(report => report.Self.Cores),
        GcPausesMs = reports.Max(report => report.Self.GcPausesMs),
        LongestGcPauseMs = reports.Max(report => report.Self.LongestGcPauseMs),
        UnsentWhileWritable = reports.Sum(report => report.Self.UnsentWhileWritable),
        Cpus = [],
    };
}
