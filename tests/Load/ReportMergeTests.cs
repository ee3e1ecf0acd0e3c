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

    /// <summary>The usual median is 1.5 ms. What is at least 1 ms may be that, and what is at least 2 ms is not; beside a machine of which
    /// no more is known than that it needs 1 ms at least, nobody is odd.</summary>
    [Theory]
    [InlineData(1.0, 1.5, false)]
    [InlineData(2.0, 1.5, true)]
    [InlineData(1.5, 2.0, false)]
    [InlineData(2.0, 1.0, true)]
    [InlineData(2.0, 2.0, false)]
    public void A_bound_is_compared_as_one(double boundMs, double exactMs, bool differs)
    {
        LoadReport waiting = LoadReport.Of(Open(run => Carried(run, 1, 2) with { Response = Ages((long)(boundMs * 1e6)) }), Machine);
        LoadReport served = LoadReport.Of(
            Open(run => Carried(run, 0, 2) with { Response = Times(2000, _ => (long)(exactMs * 1e6)) }), Machine);
        LoadReport sum = ReportMerge.Of([served, waiting]);
        Assert.Equal([(false, false), (true, true)], sum.Parts!.Select(part => (part.ResponseP50IsBound, part.ResponseP99IsBound)));
        Assert.Equal(differs, sum.Parts!.Any(part => part.Differs));

        StringWriter text = new();
        ReportText.Write(text, sum);
        Assert.Matches(@"1/2: 1,000 pongs/s, response p50 ≥ \d\.\d{3} ms, p99 ≥ \d\.\d{3} ms", text.ToString());
    }

    /// <summary>Of three machines the one in the middle is the usual one, if no bound lies below it.</summary>
    [Theory]
    [InlineData(1.5, 9.0, false, true)]
    [InlineData(3.0, 0.1, false, false)]
    public void The_middle_of_three_is_known_where_no_bound_lies_below_it(double exactMs, double boundMs, bool exact, bool bound)
    {
        LoadReport waiting = LoadReport.Of(Open(run => Carried(run, 2, 3) with { Response = Ages((long)(boundMs * 1e6)) }), Machine);
        LoadReport other = LoadReport.Of(
            Open(run => Carried(run, 1, 3) with { Response = Times(2000, _ => (long)(exactMs * 1e6)) }), Machine);
        Assert.Equal([false, exact, bound], ReportMerge.Of([Part(0, of: 3), other, waiting]).Parts!.Select(part => part.Differs));
    }

    [Fact]
    public void Who_spins_and_who_sleeps_carry_parts_of_one_plan()
    {
        LoadReport spins = LoadReport.Of(
            Open(run => Carried(run, 0, 2) with { Plan = run.Plan with { Segment = new(0, 2), Spin = true } }));
        Assert.Equal(4, ReportMerge.Of([spins, Part(1)]).Clients.Count);
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
    public void A_sum_keeps_the_machine_of_each_part()
    {
        LoadReport sum = ReportMerge.Of([Part(0), Part(1) with { Environment = Machine with { Machine = "south", Kernel = "6.1.0" } }]);
        Assert.Null(sum.Environment);
        Assert.Equal([("north", "6.18.0"), ("south", "6.1.0")], sum.Parts!.Select(part => (part.Machine, part.Environment!.Kernel)));
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

    private static Latencies Ages(long nanoseconds)
    {
        Latencies ages = new();
        for (int i = 0; i < 2000; i++) ages.Censor(nanoseconds);
        return ages;
    }

    private static LoadReport Part(int index, int of = 2) =>
        LoadReport.Of(Open(run => Carried(run, index, of)), Machine);

    private static LoadResult Carried(LoadResult run, int index, int of) => run with
    {
        Plan = run.Plan with { Segment = new(index, of) },
        Clients = [.. run.Clients.Where(client => client.Client % of == index)],
        Self = run.Self with { AchievedRate = 250 * run.Clients.Count(client => client.Client % of == index) },
    };
}
