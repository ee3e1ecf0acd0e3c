using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

public class ComparisonCellTests
{
    private static readonly Measure Measure = new("key", "title", "ms", 2);

    [Fact]
    public void A_range_behind_a_bound_is_of_bounds() =>
        Assert.Equal("≥ 2.00 (≥ 1.00 to ≥ 3.00)", Text(Spread.Of([new(1, true), new(2, true), new(3, true)]), null));

    [Fact]
    public void A_run_that_is_a_bound_leaves_the_end_of_the_range_open() =>
        Assert.Equal("2.00 (1.00 to ≥ 3.00)", Text(Spread.Of([new(1), new(2), new(3, true)]), null));

    [Fact]
    public void Bounds_that_are_equal_have_no_range() => Assert.Equal("≥ 2.00", Text(Spread.Of([new(2, true), new(2, true)]), null));

    [Fact]
    public void What_a_bound_leaves_open_is_not_called_alike() =>
        Assert.Equal("? ≥ 2.00", Text(Spread.Of([new(2, true)]), DifferenceState.Unknown));

    [Fact]
    public void A_percentile_that_all_runs_together_have_is_marked_and_has_no_range()
    {
        ScenarioComparison scenario = Compared();
        ComparisonRow row = scenario.Rows[0];
        Assert.Equal(6, row.Runs.Count);
        Assert.All(row.Runs, run => Assert.DoesNotContain("responseP999Ms", run.Figures.Keys));
        Assert.Matches(@"^\d\.\d{3} †$", ComparisonCell.Text(row, Measures.ResponseP999));
        Assert.DoesNotContain("†", ComparisonCell.Text(row, Measures.ResponseP99), StringComparison.Ordinal);
        Assert.DoesNotContain("responseP999Ms", scenario.Rows[1].Differences.Keys);
        Assert.EndsWith(
            "† of all runs together, and so without a range: no run alone has the pings for it.", ComparisonCell.Legend(scenario),
            StringComparison.Ordinal);
    }

    private static string Text(Spread spread, DifferenceState? state) => ComparisonCell.Text(Row(spread, state), Measure);

    private static ComparisonRow Row(Spread spread, DifferenceState? state) => Compared().Rows[0] with
    {
        Figures = new Dictionary<string, Spread> { [Measure.Key] = spread },
        Differences = state is { } known ? new() { [Measure.Key] = new(null, known) } : new Dictionary<string, Difference>(),
    };

    // 2,000 pings a run: too few for p99.9, which six runs have together.
    private static ScenarioComparison Compared()
    {
        Contender[] contenders = [.. ((string[])["select", "epoll"]).Select(name =>
            new Contender(name, "", _ => throw new InvalidOperationException()) { Model = ServerCatalog.Find(name) })];
        ComparisonPlan plan = new() { Contenders = contenders, Scenarios = [ScenarioCatalog.Find("steady")!], Runs = 6 };
        ScenarioRuns runs = new(plan.Scenarios[0], plan);
        for (int round = 1; round <= plan.Runs; round++)
        {
            foreach (Contender contender in contenders)
                runs.Add(contender.Name, new(round, Measured.Open(), null, null, null, new(VerdictState.Valid, [])));
        }
        return runs.Compare();
    }
}
