namespace Sockeye.Bench;

/// <summary>All that was measured, and what was not.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Servers">Who took part, in the order of the tables.</param>
/// <param name="Workloads">What was asked, in the order of the columns.</param>
internal sealed record Results(Machine Machine, IReadOnlyList<string> Servers, IReadOnlyList<string> Workloads)
{
    public List<Measurement> Measurements { get; init; } = [];

    /// <summary>Who was not measured on what, and why.</summary>
    public List<Absence> Absent { get; init; } = [];

    /// <summary>What went wrong: wrong or missing pongs, servers that did not start.</summary>
    public List<Absence> Failed { get; init; } = [];

    /// <summary>One of several runs, such as of one workload each: the rounds of the later ones come after those of the first.</summary>
    internal static Results Merge(IReadOnlyList<Results> runs)
    {
        Results merged = new(
            runs[0].Machine,
            [.. runs.SelectMany(run => run.Servers).Distinct()],
            [.. runs.SelectMany(run => run.Workloads).Distinct()])
        {
            Absent = [.. runs.SelectMany(run => run.Absent).Distinct()],
            Failed = [.. runs.SelectMany(run => run.Failed)],
        };
        int rounds = 0;
        foreach (Results run in runs)
        {
            merged.Measurements.AddRange(run.Measurements.Select(one => one with { Round = rounds + one.Round }));
            rounds += run.Measurements.Select(one => one.Round).DefaultIfEmpty().Max();
        }
        return merged;
    }

    internal Series? Of(string server, string workload, Func<Measurement, double?> figure) =>
        Series.Of(Rounds(server, workload).Select(figure));

    /// <summary>A figure of each round, over the floor's of the same round.</summary>
    internal Series? Ratio(string server, string workload, Func<Measurement, double?> figure)
    {
        Dictionary<int, double?> floor = Rounds(Contenders.Floor, workload).ToDictionary(run => run.Round, figure);
        return Series.Of(Rounds(server, workload).Select(run => figure(run) / floor.GetValueOrDefault(run.Round)));
    }

    private IEnumerable<Measurement> Rounds(string server, string workload) =>
        Measurements.Where(run => run.Server == server && run.Workload == workload);
}

/// <summary>A server without a figure on a workload, and the reason.</summary>
internal sealed record Absence(string Server, string Workload, string Reason);
