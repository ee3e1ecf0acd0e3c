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
