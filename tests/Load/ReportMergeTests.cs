using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;

namespace Sockeye.Tests.Load;

public class ReportMergeTests
{
    [Fact]
    public void Counts_and_histograms_are_those_of_one_run()
    {
        LoadReport sum = ReportMerge.Of([Part(0), Part(1)]);
        Latencies whole = new();
        for (int part = 0; part < 2; part++) whole.Add(Open().Response);
        LatencyReport expected = LatencyReport.Of(whole);

        Assert.Equal(new(4000, 4000, 0, 0, 0, 0), sum.Counts);
        Assert.Equal(expected.Percentiles, sum.LatencyMs.Response.Percentiles);
        Assert.Equal((expected.Hdr, expected.MeanMs, expected.MaxMs), (sum.LatencyMs.Response.Hdr, sum.LatencyMs.Response.MeanMs, sum.LatencyMs.Response.MaxMs));
        Assert.Equal((2000.0, 8, 1.0), (sum.Metrics.Rate, sum.Clients.Count, sum.Metrics.Fairness));
        Assert.Equal(VerdictState.Valid, sum.Verdict.State);
    }

    [Theory]
    [InlineData(1.15, false)]
    [InlineData(1.30, true)]
    [InlineData(0.70, true)]
    public void A_machine_that_differs_is_named(double factor, bool differs)
    {
        LoadReport slow = LoadReport.Of(
            Open(run => Carried(run, 2, 3) with { Response = Times(2000, i => (long)((1_000_000 + i * 500) * factor)) }),
            Machine with { Machine = "south" });
        LoadReport sum = ReportMerge.Of([Part(0, of: 3), Part(1, of: 3), slow]);
        Assert.Equal([false, false, differs], sum.Parts!.Select(part => part.Differs));
        Assert.Equal(differs, sum.Verdict.Reasons.Any(reason => reason.Text.Contains("south 2/3", StringComparison.Ordinal)));
        Assert.Equal(differs ? VerdictState.Suspect : VerdictState.Valid, sum.Verdict.State);
    }

    [Fact]
    public void The_worst_verdict_is_the_sums() => Assert.Equal(VerdictState.Invalid, ReportMerge.Of(
        [Part(0), LoadReport.Of(Open(run => Carried(run, 1, 2) with { Counts = run.Counts with { Answered = 1 } }))]).Verdict.State);

    [Fact]
    public void Other_plans_and_the_same_segment_twice_are_refused()
    {
        LoadReport other = LoadReport.Of(Open(run => run with { Plan = run.Plan with { Rate = 2000, Segment = new(1, 2) } }));
        Assert.Contains("plans differ", Assert.Throws<FormatException>(() => ReportMerge.Of([Part(0), other])).Message, StringComparison.Ordinal);
        Assert.Contains("segment 0/2 is there 2 times", Assert.Throws<FormatException>(() => ReportMerge.Of([Part(0), Part(0)])).Message, StringComparison.Ordinal);
    }

    private static LoadReport Part(int index, int of = 2) =>
        LoadReport.Of(Open(run => Carried(run, index, of)), Machine);

    private static LoadResult Carried(LoadResult run, int index, int of) => run with
    {
        Plan = run.Plan with { Segment = new(index, of) },
        Self = run.Self with { AchievedRate = 1000.0 / of },
    };
}
