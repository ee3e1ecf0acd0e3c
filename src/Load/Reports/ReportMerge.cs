namespace Sockeye.Load;

/// <summary>Adds the results of several processes that carried segments of one plan: counts and histograms, never percentiles.</summary>
public static class ReportMerge
{
    private const string Parts = "parts";

    /// <summary>Adds them.</summary>
    /// <param name="reports">Two or more results.</param>
    /// <returns>One result; its verdict is the worst of theirs, says where one machine differs, and is invalid where a part is
    /// missing.</returns>
    /// <exception cref="FormatException">They are of different plans, or one segment is there twice, whole or within a sum, or a histogram
    /// is damaged, or counts are too large to be added.</exception>
    public static LoadReport Of(IReadOnlyList<LoadReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentOutOfRangeException.ThrowIfZero(reports.Count);
        LoadReport first = reports[0];
        if (reports.FirstOrDefault(report => report.Plan.Hash != first.Plan.Hash) is { } other)
            throw new FormatException($"plans differ ({first.Plan.Hash[..12]}, {other.Plan.Hash[..12]}): their sum would mean nothing");
        if (reports.CountBy(report => report.Plan.Segment).FirstOrDefault(count => count.Value > 1) is { Key: { } twice, Value: var times })
            throw new FormatException($"segment {twice} is there {times} times; each process carries one: --segment 0/2, 1/2");
        // Sums of segments may be added, too, and 0/2 has clients of 0/3: only the clients tell.
        int[] common = [.. reports.SelectMany(report => report.Clients).CountBy(client => client.Client)
            .Where(count => count.Value > 1).Select(count => count.Key)];
        if (common.Length > 0)
        {
            IEnumerable<string> overlapping = reports.Where(report => report.Clients.Any(client => client.Client == common[0]))
                .Select(report => $"«{report.Plan.Segment}»");
            throw new FormatException($"segments overlap: client {common[0]} is in {string.Join(" and in ", overlapping)}");
        }
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
            Verdict = Verdict.Of(
                [.. reports.SelectMany(Reasons), .. parts.Where(part => part.Differs).Select(Difference), .. Missing(first.Plan, clients)]),
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

    // Of a sum that had a part missing: whether one still is, this sum says.
    private static IEnumerable<VerdictReason> Reasons(LoadReport report) => report.Verdict.Reasons
        .Where(reason => reason.Check != Parts)
        .Select(reason => reason with { Check = $"{report.Plan.Segment} {reason.Check}" });

    private static VerdictReason Difference(PartReport part) => new(
        VerdictState.Suspect, "machines", $"{part.Machine} {part.Segment} has a median that is more than a fifth away from the others'");

    private static IEnumerable<VerdictReason> Missing(PlanReport plan, ClientReport[] clients)
    {
        if (clients.Length < plan.Clients)
        {
            yield return new(
                VerdictState.Invalid, Parts, $"of {plan.Clients} clients only {clients.Length} are here: a segment of the plan is missing");
        }
    }

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

    // The median over clients cannot be told from medians, but the clients are all here; who was never served is a bound. Who was never
    // due has no first pong either, and takes no part.
    private static FirstPongReport FirstPong(IReadOnlyList<LoadReport> reports, ClientReport[] clients)
    {
        FirstPongReport worst = reports.Select(report => report.FirstPongMs).MaxBy(times => times.Worst)!;
        double shortestWall = reports.Min(report => report.WallMs);
        int neverServed = Math.Clamp(reports.Sum(report => report.FirstPongMs.NeverServed), 0, clients.Length);
        IEnumerable<double> served = clients.Select(client => client.FirstPongMs).OfType<double>().Order();
        double[] times = [.. served, .. Enumerable.Repeat(double.PositiveInfinity, neverServed)];
        double median = times.Length == 0 ? 0 : times[times.Length / 2];
        bool isBound = double.IsInfinity(median);
        return worst with
        {
            Median = isBound ? shortestWall : median,
            MedianIsBound = isBound,
            WorstIsBound = neverServed > 0,
            NeverServed = neverServed,
        };
    }

    private static MetricsReport Metrics(IReadOnlyList<LoadReport> reports, LatencyReports latencies, ClientReport[] clients)
    {
        int neverServed = Math.Clamp(reports.Sum(report => report.Metrics.NeverServed), 0, clients.Length);
        IEnumerable<int> served = clients.Select(client => client.Pongs).Where(pongs => pongs > 0);
        return new(
            reports.Sum(report => report.Metrics.Rate),
            reports.Sum(report => report.Metrics.SentRate),
            latencies.Response.Percentile(50)?.Ms,
            latencies.Response.Percentile(99)?.Ms,
            latencies.Service.Percentile(50)?.Ms,
            latencies.Service.Percentile(99)?.Ms,
            latencies.OwnLag?.Percentile(99)?.Ms,
            Interleaving: null,
            Fairness.JainOf([.. served, .. Enumerable.Repeat(0, neverServed)]),
            neverServed,
            ServedAtOnceMedian: null,
            ServedAtOnceMost: null,
            SecondsCorrelation: null,
            SecondsDepend: reports.Any(report => report.Metrics.SecondsDepend),
            MetricsReport.IsBound(latencies.Response, 50),
            MetricsReport.IsBound(latencies.Response, 99),
            MetricsReport.IsBound(latencies.Service, 50),
            MetricsReport.IsBound(latencies.Service, 99));
    }

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
