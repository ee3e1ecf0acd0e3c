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
        LatencyReport response = sum.LatencyMs.Response;
        Assert.Equal((expected.Hdr, expected.MeanMs, expected.MaxMs), (response.Hdr, response.MeanMs, response.MaxMs));
        Assert.Equal((2000.0, 4, 1.0), (sum.Metrics.Rate, sum.Clients.Count, sum.Metrics.Fairness));
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
        Refused("plans differ", Part(0), other);
        Refused("segment 0/2 is there 2 times", Part(0), Part(0));
    }

    [Fact]
    public void A_segment_within_a_sum_is_there_once_too()
    {
        LoadReport sum = ReportMerge.Of([Part(0), Part(1)]);
        Refused("client 1 is in «0/2 + 1/2» and in «1/2»", sum, Part(1));
        Refused("client 0 is in «0/2» and in «0/3»", Part(0), Part(0, of: 3));
    }

    [Fact]
    public void A_missing_segment_makes_the_sum_invalid_until_it_is_added()
    {
        LoadReport sum = ReportMerge.Of([Part(0, of: 3), Part(1, of: 3)]);
        VerdictReason missing = Assert.Single(sum.Verdict.Reasons);
        Assert.Equal(
            (VerdictState.Invalid, "of 4 clients only 3 are here: a segment of the plan is missing"), (missing.State, missing.Text));
        Assert.Equal(VerdictState.Valid, ReportMerge.Of([sum, Part(2, of: 3)]).Verdict.State);
    }

    [Fact]
    public void A_sum_says_that_it_has_no_seconds()
    {
        StringWriter text = new();
        ReportText.Write(text, ReportMerge.Of([Part(0), Part(1)]));
        Assert.Contains("seconds  left out", text.ToString(), StringComparison.Ordinal);
    }

    private static void Refused(string message, params LoadReport[] reports) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => ReportMerge.Of(reports)).Message, StringComparison.Ordinal);

    private static LoadReport Part(int index, int of = 2) =>
        LoadReport.Of(Open(run => Carried(run, index, of)), Machine);

    private static LoadResult Carried(LoadResult run, int index, int of) => run with
    {
        Plan = run.Plan with { Segment = new(index, of) },
        Clients = [.. run.Clients.Where(client => client.Client % of == index)],
        Self = run.Self with { AchievedRate = 250 * run.Clients.Count(client => client.Client % of == index) },
    };
}
