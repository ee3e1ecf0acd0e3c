using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>One scenario at several rates: where each server stops keeping up.</summary>
public sealed record RateSweep
{
    /// <summary>What is seen of it: how long half of the pings took, and nearly all, and how many pongs came.</summary>
    public static IReadOnlyList<Measure> Shown { get; } = [Measures.ResponseP50, Measures.ResponseP99, Measures.Throughput];

    /// <summary>How to read the figures.</summary>
    public const string Legend = "The median of the runs (least–most); ≥ at least that; "
        + "† of all runs together. Beyond what a server can do, response times depend on how long the run is.";

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
    public IEnumerable<ComparisonRow?> Rows(string server) => Scenarios.Select(scenario => Row(scenario, server));

    /// <summary>A measure as a table: a line a rate, a column a server; its figures with a doubt where there is one.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The lines: the rate, and a figure of each of <see cref="Servers"/>; a dash where there is none.</returns>
    public IEnumerable<IReadOnlyList<string>> Table(Measure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return Scenarios.Select(scenario => (IReadOnlyList<string>)
            [string.Create(CultureInfo.InvariantCulture, $"{scenario.Plan.Rate:#,0.###}/s"),
             .. Servers.Select(server => Text(Row(scenario, server), measure))]);
    }

    private static ComparisonRow? Row(ScenarioComparison scenario, string server) =>
        scenario.Rows.FirstOrDefault(row => row.Server == server);

    private static string Text(ComparisonRow? row, Measure measure)
    {
        if (row?.Figures.GetValueOrDefault(measure.Key) is not { } spread) return "–";
        string figure = ComparisonCell.Text(spread, measure);
        return row.Verdict.State == VerdictState.Valid ? figure : $"{figure} {row.Verdict.State.ToString().ToUpperInvariant()}";
    }
}
