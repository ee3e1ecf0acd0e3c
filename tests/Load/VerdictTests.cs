using System.Net;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

/// <summary>The table of the verdict, line by line, on both sides of each limit.</summary>
public class VerdictTests
{
    [Fact]
    public void A_run_against_which_nothing_speaks_is_valid() =>
        Assert.Equivalent(new Verdict(VerdictState.Valid, []), Verdict.Of(Open()));

    [Theory]
    [InlineData(995, 0, VerdictState.Valid)]
    [InlineData(980, 40, VerdictState.Suspect)]
    [InlineData(850, 300, VerdictState.Invalid)]
    [InlineData(500, 0, VerdictState.Suspect)]
    [InlineData(1110, 0, VerdictState.Invalid)]
    public void Rate(double sent, long unsent, VerdictState state) => Judged("rate", state, run => run with
    {
        Self = run.Self with { AchievedRate = sent, UnsentWhileWritable = unsent },
    });

    [Fact]
    public void A_rate_that_the_server_held_back_says_so()
    {
        Verdict verdict = Verdict.Of(Open(run => run with { Self = run.Self with { AchievedRate = 500 } }));
        Assert.Contains("the server held the rest back", Assert.Single(verdict.Reasons).Text, StringComparison.Ordinal);
    }

    /// <summary>Four clients in three parts: the first one has two of them, and half of the rate.</summary>
    [Theory]
    [InlineData(0, 500)]
    [InlineData(1, 250)]
    [InlineData(2, 250)]
    public void Of_a_segment_the_rate_is_that_of_its_clients(int index, double sent)
    {
        LoadResult Segment(LoadResult run) => run with
        {
            Plan = run.Plan with { Segment = new(index, 3) },
            Clients = [.. run.Clients.Where(client => client.Client % 3 == index)],
            Self = run.Self with { AchievedRate = sent },
        };
        Judged("rate", VerdictState.Valid, Segment);
        StringWriter text = new();
        ReportText.Write(text, LoadReport.Of(Open(Segment)));
        Assert.Contains("rate 100.00 %", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_failed_clients_did_not_send_is_theirs()
    {
        ClientFailure failure = new(FailureKind.WrongReply, "");
        Verdict verdict = Verdict.Of(Open(run => run with
        {
            Self = run.Self with { AchievedRate = 250 },
            Counts = new(2000, 500, 0, 0, 0, 1500),
            Clients = [run.Clients[0], .. run.Clients.Skip(1).Select(client => client with { Sent = 0, Pongs = 0, Failure = failure })],
        }));
        Assert.Contains("3 clients failed, and sent no more", Assert.Single(verdict.Reasons).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_client_does_not_say_that_the_server_held_the_rate_back()
    {
        LoadSelf busy = Open().Self with { AchievedRate = 500, BusiestWorkerCpu = Ms(1850) };
        VerdictReason rate = Verdict.Of(Open(run => run with { Self = busy })).Reasons.First(reason => reason.Check == "rate");
        Assert.DoesNotContain("the server held", rate.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_due_nobody_held_it_back()
    {
        Verdict verdict = Verdict.Of(Open(run => run with { Counts = default, Self = run.Self with { AchievedRate = 0 } }));
        Assert.Equal("pings", Assert.Single(verdict.Reasons).Check);
    }

    [Theory]
    [InlineData(0, VerdictState.Valid)]
    [InlineData(20, VerdictState.Suspect)]
    [InlineData(21, VerdictState.Invalid)]
    public void Unsent(long pings, VerdictState state) => Judged("unsent", state, run => run with
    {
        Self = run.Self with { UnsentWhileWritable = pings },
    });

    // The median service time is 1.4 ms.
    [Theory]
    [InlineData(130_000, VerdictState.Valid)]
    [InlineData(150_000, VerdictState.Suspect)]
    [InlineData(1_500_000, VerdictState.Invalid)]
    public void SendLag(long lag, VerdictState state) => Judged("send lag", state, run => run with
    {
        Self = run.Self with { Lag = Times(2000, _ => lag) },
    });

    [Theory]
    [InlineData(null, false)]
    [InlineData(0.005, false)]
    [InlineData(0.12, true)]
    public void A_lag_beside_stolen_time_says_whose_it_may_be(double? stolen, bool told)
    {
        Latencies lag = Times(2000, _ => 150_000);
        Verdict verdict = Verdict.Of(Open(run => run with { Self = run.Self with { Lag = lag, StolenShare = stolen } }));
        string text = Assert.Single(verdict.Reasons).Text;
        Assert.Equal(told, text.Contains("the host of this virtual machine took 12.0 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_spins_is_not_busy() => Judged("client cpu", VerdictState.Valid, run => run with
    {
        Self = run.Self with { Cpu = Ms(3900), Spinning = Ms(1000) },
    });

    [Theory]
    [InlineData(3160, VerdictState.Valid)]
    [InlineData(3240, VerdictState.Suspect)]
    [InlineData(3840, VerdictState.Invalid)]
    public void Cpu(double ms, VerdictState state) =>
        Judged("client cpu", state, run => run with { Self = run.Self with { Cpu = Ms(ms) } });

    [Theory]
    [InlineData(1790, VerdictState.Valid)]
    [InlineData(1850, VerdictState.Suspect)]
    [InlineData(1910, VerdictState.Invalid)]
    public void Worker(double ms, VerdictState state) =>
        Judged("client worker", state, run => run with { Self = run.Self with { BusiestWorkerCpu = Ms(ms) } });

    [Theory]
    [InlineData(19, 1, VerdictState.Valid)]
    [InlineData(19, 2.5, VerdictState.Suspect)]
    [InlineData(25, 1, VerdictState.Suspect)]
    [InlineData(101, 1, VerdictState.Invalid)]
    public void Collections(double total, double longest, VerdictState state) => Judged("gc", state, run => run with
    {
        Self = run.Self with { GcPauses = Ms(total), LongestGcPause = Ms(longest) },
    });

    [Theory]
    [InlineData(1, VerdictState.Valid)]
    [InlineData(2, VerdictState.Suspect)]
    [InlineData(11, VerdictState.Invalid)]
    public void Pool(double ms, VerdictState state) =>
        Judged("thread pool", state, run => run with { Self = run.Self with { LongestPoolDelay = Ms(ms) } });

    // Four clients for 2 s keep pings in flight for 8 s together.
    [Theory]
    [InlineData(3.9, 0, VerdictState.Valid)]
    [InlineData(2.0, 1.9, VerdictState.Valid)]
    [InlineData(3.8, 0, VerdictState.Suspect)]
    [InlineData(3.5, 0, VerdictState.Invalid)]
    public void LittlesLaw(double answeredMs, double unansweredMs, VerdictState state) => Judged("Little's law", state, run =>
    {
        Latencies times = Times(2000, _ => (long)(answeredMs * 1e6));
        if (unansweredMs > 0)
            for (int i = 0; i < 2000; i++) times.Censor((long)(unansweredMs * 1e6));
        return Closed(run) with { Response = times, Service = times };
    });

    [Fact]
    public void Littles_law_is_not_asked_where_clients_think_or_finish_early()
    {
        Judged("Little's law", VerdictState.Valid, run => Closed(run) with { Plan = Closed(run).Plan with { DelayBetween = Ms(1) } });
        Judged("Little's law", VerdictState.Valid, run => Closed(run) with { Plan = Closed(run).Plan with { Duration = null } });
    }

    /// <summary>Where pings are not answered, their ages go beyond the window, and no client is to blame.</summary>
    [Fact]
    public void Littles_law_is_not_asked_of_a_server_that_does_not_answer() => Judged("Little's law", VerdictState.Valid, run =>
        Closed(run) with { Response = Times(500, _ => 4_000_000), Counts = new(503, 500, 0, 0, 3, 0) });

    /// <summary>A ping that was sent before the window is not in its times: where one takes 0.6 s, a window of 2 s may miss so much of each
    /// client.</summary>
    [Fact]
    public void Littles_law_may_be_off_by_what_the_window_cuts() => Judged("Little's law", VerdictState.Valid, run =>
        Closed(run) with { Response = Times(10, _ => 600_000_000) });

    [Theory]
    [InlineData(3001, VerdictState.Valid)]
    [InlineData(2000, VerdictState.Suspect)]
    [InlineData(1100, VerdictState.Invalid)]
    public void Calibration(double ceiling, VerdictState state) => Assert.Equal(state, Verdict.Of(Open(), ceiling).State);

    [Theory]
    [InlineData("127.0.0.1", null, VerdictState.Suspect)]
    [InlineData("127.0.0.1", new[] { 0, 1 }, VerdictState.Valid)]
    [InlineData("127.0.0.1", new[] { 0, 1, 2 }, VerdictState.Suspect)]
    [InlineData("192.0.2.1", null, VerdictState.Valid)]
    public void SharedCores(string address, int[]? server, VerdictState state)
    {
        LoadResult run = Open(run => run with { Plan = run.Plan with { EndPoint = new IPEndPoint(IPAddress.Parse(address), 1) } });
        Assert.Equal(state, Verdict.Of(run, serverCpus: server).State);
    }

    [Fact]
    public void Identity() => Judged("identity", VerdictState.Invalid, run => run with { Counts = run.Counts with { Answered = 1999 } });

    [Fact]
    public void The_worst_check_wins_and_stands_first()
    {
        Verdict verdict = Verdict.Of(Open(run => run with
        {
            Counts = run.Counts with { Answered = 1 },
            Self = run.Self with { Cpu = Ms(3240) },
        }));
        Assert.Equal(VerdictState.Invalid, verdict.State);
        Assert.Equal(["identity", "client cpu"], verdict.Reasons.Select(reason => reason.Check));
    }

    private static LoadResult Closed(LoadResult run) => run with
    {
        Plan = run.Plan with { Rate = null },
        Self = run.Self with { Lag = new() },
        SendLag = new(),
    };

    private static void Judged(string check, VerdictState state, Func<LoadResult, LoadResult> change)
    {
        VerdictReason? reason = Verdict.Of(Open(change)).Reasons.FirstOrDefault(reason => reason.Check == check);
        Assert.Equal(state, reason?.State ?? VerdictState.Valid);
    }
}
