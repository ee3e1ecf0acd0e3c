using Sockeye.Lab;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>The layout is arithmetic on a trace: these are small ones, written down event by event.</summary>
public class GanttTests
{
    [Fact]
    public void One_after_another_is_a_staircase()
    {
        Written written = new();
        written.Dial(0, client: 0, port: 50).Dial(0, client: 1, port: 51);
        written.Accept(10, connection: 0, port: 50).Serve(10, 40, connection: 0).Pong(40, client: 0).Leave(40, client: 0);
        written.Accept(40, connection: 1, port: 51).Serve(40, 70, connection: 1).Pong(70, client: 1).Leave(80, client: 1);
        Assert.Equal(["0: -████   ", "1: ----████"], written.Drawn(GanttBy.Client, columns: 8));
        Assert.Equal(["0:  000111 "], written.Drawn(GanttBy.Worker, columns: 8));
    }

    [Fact]
    public void Spans_tell_the_backlog_from_waiting_and_from_having_nothing_to_ask()
    {
        Written written = new();
        written.Dial(0, client: 4, port: 50).Send(5, client: 4);
        written.Accept(10, connection: 9, port: 50).Serve(20, 30, connection: 9);
        written.Pong(35, client: 4).Send(50, client: 4).Leave(60, client: 4);
        GanttLane lane = Assert.Single(Gantt.Of(written.Trace, GanttBy.Client).Lanes);
        Assert.Equal(
            [
                (2, 10, GanttState.Backlog), (10, 20, GanttState.Waiting), (20, 30, GanttState.Served), (30, 35, GanttState.Waiting),
                (35, 50, GanttState.Idle), (50, 60, GanttState.Waiting),
            ],
            lane.Spans.Where(span => span.State != GanttState.Connecting).Select(span => ((int)span.From, (int)span.Until, span.State)));
        Assert.Equal(4, lane.Number);
    }

    [Fact]
    public void A_sleep_holds_its_worker_and_a_wait_does_not()
    {
        Written written = new();
        written.Dial(0, client: 0, port: 50).Accept(1, connection: 0, port: 50);
        written.At(10, TraceKind.MessageBegin, 0).At(10, TraceKind.Sleeping, 0);
        written.At(50, TraceKind.Resumed, 0).At(50, TraceKind.MessageEnd, 0).At(50, TraceKind.Waiting, 0);
        written.At(90, TraceKind.Resumed, 0).At(90, TraceKind.MessageBegin, 0).At(100, TraceKind.MessageEnd, 0);
        Assert.Equal(["0: -ssssssss█"], written.Drawn(GanttBy.Client, columns: 10));
        Assert.Equal(["0:  ssss    0"], written.Drawn(GanttBy.Worker, columns: 10));
    }

    [Fact]
    public void A_client_that_fails_shows_where()
    {
        Written written = new();
        written.Dial(0, client: 0, port: 50).Send(10, client: 0);
        written.Client(50, TraceKind.Failed, 0).Leave(50, client: 0).Dial(90, client: 1, port: 51);
        Assert.Equal("0: -----x    ", written.Drawn(GanttBy.Client, columns: 10)[0]);
    }

    [Fact]
    public void The_same_port_may_come_again_and_what_a_server_says_of_an_old_connection_is_not_the_new_ones()
    {
        Written written = new();
        written.Dial(0, client: 0, port: 50).Accept(1, connection: 0, port: 50).Leave(20, client: 0);
        written.Dial(20, client: 1, port: 50).Accept(40, connection: 1, port: 50);
        written.At(45, TraceKind.MessageBegin, connection: 0).At(48, TraceKind.MessageEnd, connection: 0).Leave(100, client: 1);
        Gantt gantt = Gantt.Of(written.Trace, GanttBy.Client);
        Assert.Equal(2, gantt.Lanes.Count);
        Assert.DoesNotContain(gantt.Lanes.SelectMany(lane => lane.Spans), span => span.State == GanttState.Served);
    }

    [Fact]
    public void Without_the_server_a_pong_is_all_that_is_seen_of_being_served()
    {
        Written written = new(model: null);
        written.Dial(0, client: 0, port: 50).Send(10, client: 0).Pong(55, client: 0).Leave(100, client: 0);
        Assert.Equal(["0: -----█----"], written.Drawn(GanttBy.Client, columns: 10));
        Assert.Equal(["0:      █    "], written.Drawn(GanttBy.Worker, columns: 10));
    }

    [Fact]
    public void Without_its_clients_a_server_shows_its_connections()
    {
        Written written = new(clients: false);
        written.Accept(0, connection: 0, port: 50).Accept(0, connection: 1, port: 51).Serve(50, 60, connection: 1);
        written.At(100, TraceKind.Closed, connection: 0).At(100, TraceKind.Closed, connection: 1);
        Assert.Equal(["0: ----------", "1: -----█----"], written.Drawn(GanttBy.Client, columns: 10));
    }

    [Fact]
    public void A_trace_of_nothing_has_no_lanes() => Assert.Empty(Gantt.Of(new Written().Trace, GanttBy.Client).Lanes);

    /// <summary>A trace, written down.</summary>
    private sealed class Written(string? model = "select", bool clients = true)
    {
        private readonly List<TraceEvent> _events = [];

        internal Trace Trace => new(
            [TraceHeader.Now(model, clients ? new ClientPlan() : null)], [.. _events.OrderBy(happened => happened.Time)], 0);

        internal string[] Drawn(GanttBy by, int columns) => [.. GanttText.Rows(Gantt.Of(Trace, by), columns)
            .Select(row => $"{row.Number}: {string.Concat(row.Cells.Select(cell => cell.Character))}")];

        internal Written Dial(long at, int client, int port)
        {
            Client(at, TraceKind.Connect, client);
            _events.Add(new(at + 2, TraceKind.Connected) { Client = client, Worker = 0, Number = port });
            return this;
        }

        internal Written Send(long at, int client) => Client(at, TraceKind.Sent, client);

        internal Written Pong(long at, int client) => Client(at, TraceKind.Pong, client);

        internal Written Leave(long at, int client) => Client(at, TraceKind.Left, client);

        internal Written Client(long at, TraceKind kind, int client)
        {
            _events.Add(new(at, kind) { Client = client, Worker = 0 });
            return this;
        }

        internal Written Accept(long at, long connection, int port)
        {
            _events.Add(new(at, TraceKind.Accepted) { Connection = connection, Number = port });
            return At(at, TraceKind.Started, connection);
        }

        internal Written Serve(long from, long until, long connection) =>
            At(from, TraceKind.MessageBegin, connection).At(until, TraceKind.MessageEnd, connection);

        internal Written At(long at, TraceKind kind, long connection)
        {
            _events.Add(new(at, kind) { Connection = connection, Worker = 0 });
            return this;
        }
    }
}
