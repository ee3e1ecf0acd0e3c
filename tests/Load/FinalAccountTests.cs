using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>What was never served is in every figure: without a socket, on a clock that only these tests move. The window lasts from 50 to
/// 350 ms, and nothing more is scheduled after 400.</summary>
public class FinalAccountTests
{
    private const long Millisecond = 1_000_000;

    private static readonly ClientFailure Cut = new(FailureKind.Reset, "by peer");

    private readonly WorkerRecord _record = new(new(1), isOpen: true);

    /// <summary>A server that dies at 100 ms: its clients have nothing more to do, and the run ends there.</summary>
    [Fact]
    public void What_a_failed_client_never_sent_is_as_old_as_the_run_was_to_be()
    {
        Client client = Connected(Plan() with { Rate = 1000 });
        for (long ms = 0; ms < 100; ms++) Exchange(client, ms);
        Send(client, 100);
        _record.Lost(Cut.Kind, measured: true);
        client.Fail(Cut, 100 * Millisecond);
        Enter(client, Plan() with { Rate = 1000 }, now: 100);

        Assert.Equal((300, 50, 1, 249), (_record.Scheduled, _record.Answered, _record.Failed, _record.NeverSent));
        Assert.Equal(250, _record.Unanswered.Censored);
        Assert.InRange(_record.Unanswered.Exact.SmallestAgeNs!.Value, 50 * Millisecond, 52 * Millisecond);
        Assert.Equal((249, 1), (_record.SendLag!.Censored, _record.Service!.Censored));
        Assert.Equal(300, _record.SendLag.Count + _record.SendLag.Censored);
        Assert.True(_record.Service.MaxIsBound);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public void In_a_closed_loop_a_client_that_fails_owes_a_ping(long failedMs)
    {
        Client client = Connected(Plan());
        for (long ms = 0; ms < failedMs; ms += 10) Exchange(client, ms);
        client.Fail(Cut, failedMs * Millisecond);
        Enter(client, Plan(), now: failedMs);
        Assert.Equal((1, _record.Answered + 1), (_record.NeverSent, _record.Scheduled));
        Assert.Equal((400 - Math.Max(50, failedMs)) * Millisecond, _record.Unanswered.Exact.LargestAgeNs);
    }

    [Fact]
    public void In_a_closed_loop_a_client_that_waits_for_the_whole_window_owes_a_ping()
    {
        Client client = Connected(Plan());
        Send(client, 1);
        Enter(client, Plan(), now: 900);
        Assert.Equal((1, 1, 0), (_record.Scheduled, _record.NeverSent, _record.InFlightAtEnd));
        Assert.Equal(1, client.Result(0).Pings);
        // And it was never served.
        Assert.Equal(899 * Millisecond, _record.FirstPongWait.Max);
        Assert.True(_record.FirstPongWait.MaxIsBound);
    }

    [Fact]
    public void Who_fails_when_nothing_counts_any_more_or_thinks_owes_nothing()
    {
        ClientPlan plan = Plan() with { DelayBetween = TimeSpan.FromSeconds(5) };
        Client thinking = Connected(plan);
        Exchange(thinking, 1);
        Enter(thinking, plan, now: 400);
        Client late = Connected(Plan());
        Exchange(late, 60);
        late.Fail(Cut, 380 * Millisecond);
        Enter(late, Plan(), now: 400);
        Assert.Equal((1, 0, 0), (_record.Scheduled, _record.NeverSent, _record.Unanswered.Censored));
    }

    [Fact]
    public void Who_was_never_connected_is_in_the_connects_and_in_the_first_pongs()
    {
        Client client = new(0, Plan()) { Started = 10 * Millisecond, ConnectingSince = 10 * Millisecond };
        client.Begin(Timeline.Of(Plan(), 0));
        client.Fail(new(FailureKind.ConnectTimeout, ""), 30 * Millisecond);
        Enter(client, Plan(), now: 30);
        Assert.Equal((0, 1, 390 * Millisecond), (_record.Connect.Count, _record.Connect.Censored, _record.Connect.Max));
        Assert.Equal((0, 1), (_record.FirstPongWait.Count, _record.FirstPongWait.Censored));
        Assert.Equal(1, _record.NeverSent);
    }

    [Fact]
    public void Where_pings_are_counted_out_those_of_a_failed_client_are_beyond_all_that_were_answered()
    {
        ClientPlan plan = new() { Pings = 100 };
        Client client = Connected(plan);
        for (long ms = 0; ms < 50; ms += 10) Exchange(client, ms);
        client.Fail(Cut, 60 * Millisecond);
        Enter(client, plan, now: 60);
        Assert.Equal((95, 95, 60 * Millisecond), (_record.NeverSent, _record.Unanswered.Censored, _record.Unanswered.Exact.SmallestAgeNs));
    }

    private static ClientPlan Plan() => new() { Duration = TimeSpan.FromMilliseconds(300) };

    private static Client Connected(ClientPlan plan)
    {
        Client client = new(0, plan) { Started = 1 };
        client.BeginConnection(1);
        client.Begin(Timeline.Of(plan, 0));
        return client;
    }

    private void Exchange(Client client, long ms)
    {
        Send(client, ms);
        Flight flight = client.Answered(ms * Millisecond + Millisecond / 2);
        _record.Pong(flight, ms * Millisecond + Millisecond / 2, client.IsMeasured(flight));
    }

    private void Send(Client client, long ms)
    {
        client.Take();
        _record.Sent += client.Written(1, ms * Millisecond);
    }

    private void Enter(Client client, ClientPlan plan, long now) =>
        new FinalAccount(plan, Timeline.Of(plan, 0), _record, now * Millisecond, cancelled: false).Enter(client);
}
