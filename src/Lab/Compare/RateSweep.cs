using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>One scenario at several rates: where each server stops keeping up.</summary>
public sealed record RateSweep
{
    /// <summary>What is seen of it: how long half of the pings took, and nearly all, and how many pongs came.</summary>
    public static IReadOnlyList<Measure> Shown { get; } = [Measures.ResponseP50, Measures.ResponseP99, Measures.Throughput];

    /// <summary>The scenario's name, without a rate.</summary>
    public required string Name { get; init; }

    /// <summary>It at each rate, from the lowest on.</summary>
    public required IReadOnlyList<ScenarioComparison> Scenarios { get; init; }

    /// <summary>The servers that have figures at one rate at least, in the order of the tables.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary>Pings a second.</summary>
    public IEnumerable<double> Rates => Scenarios.Select(scenario => scenario.Plan.Rate!.Value);

    /// <summary>The sweeps of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <returns>They, in its order; none where every scenario was run at its own rate.</returns>
    public static IReadOnlyList<RateSweep> Of(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return [.. comparison.Scenarios.Where(scenario => scenario is { SweepOf: not null, Plan.Rate: not null })
            .GroupBy(scenario => scenario.SweepOf!)
            .Select(sweep => new RateSweep
            {
                Name = sweep.Key,
                Scenarios = [.. sweep.OrderBy(scenario => scenario.Plan.Rate)],
                Servers = [.. comparison.Servers.Select(server => server.Name)
                    .Where(server => sweep.Any(scenario => scenario.Rows.Any(row => row.Server == server)))],
            })];
    }

    /// <summary>What a server showed at each rate.</summary>
    /// <param name="server">The server.</param>
    /// <returns>As many as there are rates; null where it was not measured.</returns>
    public IEnumerable<ComparisonRow?> Rows(string server) =>
        Scenarios.Select(scenario => scenario.Rows.FirstOrDefault(row => row.Server == server));

    /// <summary>A figure, with a doubt where there is one.</summary>
    /// <param name="row">What was shown at a rate.</param>
    /// <param name="measure">Of what.</param>
    /// <returns>The text; a dash where there is none.</returns>
    public static string Text(ComparisonRow? row, Measure measure)
    {
        if (row is null) return "–";
        string figure = ComparisonCell.Text(row, measure);
        return row.Verdict.State == VerdictState.Invalid ? $"{figure} INVALID" : figure;
    }
}
