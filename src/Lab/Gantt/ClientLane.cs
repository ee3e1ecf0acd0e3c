namespace Sockeye.Lab;

/// <summary>
/// The states of one client, from its own events and from its server's, as far as either is there. The server's say more: without
/// them a client is never seen to be served, but only to get its pong.
/// </summary>
/// <param name="number">The client's number.</param>
/// <param name="sides">Whose events are in the trace.</param>
internal sealed class ClientLane(int number, TraceSides sides)
{
    private const long Gone = -2;

    private readonly List<GanttSpan> _spans = [];
    private readonly List<TracePong> _pongs = [];
    private GanttState? _state;
    private long _since;
    private int _worker = TraceEvent.None;
    private int _inFlight;
    private long _connection = TraceEvent.None;

    internal int Number => number;

    internal IReadOnlyList<GanttSpan> Spans => _spans;

    /// <summary>Its pongs, with the client's thread that read them.</summary>
    internal IReadOnlyList<TracePong> Pongs => _pongs;

    internal GanttLane Lane(long length)
    {
        Enter(null, length);
        return new(number, _spans, [.. _pongs.Select(pong => pong.At)]);
    }

    internal void Happened(in TraceEvent happened, long at)
    {
        if (happened.Connection >= 0) Served(happened, at);
        else Asked(happened, at);
    }

    private void Asked(in TraceEvent happened, long at)
    {
        switch (happened.Kind)
        {
            case TraceKind.Connect:
                (_inFlight, _connection) = (0, TraceEvent.None);
                Enter(GanttState.Connecting, at);
                break;
            case TraceKind.Connected when _connection < 0:
                Enter(GanttState.Backlog, at);
                break;
            case TraceKind.Sent:
                _inFlight++;
                if (_state == GanttState.Idle || (_state == GanttState.Backlog && !sides.Server)) Enter(Rest, at);
                break;
            case TraceKind.Pong:
                _inFlight--;
                _pongs.Add(new(at, happened.Worker));
                if (_state == GanttState.Waiting) Enter(Rest, at);
                break;
            case TraceKind.Failed:
                Enter(null, at);
                _spans.Add(new(at, at, GanttState.Failed, TraceEvent.None, number));
                break;
            case TraceKind.Left:
                _connection = Gone;
                Enter(null, at);
                break;
            default:
                break;
        }
    }

    // Of a connection that the client has left, what the server still says is no longer its state.
    private void Served(in TraceEvent happened, long at)
    {
        switch (happened.Kind)
        {
            case TraceKind.Accepted:
                if (!sides.Client) Enter(GanttState.Backlog, at);
                break;
            case TraceKind.Started when _connection == TraceEvent.None:
                _connection = happened.Connection;
                Enter(Rest, at);
                break;
            case TraceKind.MessageBegin or TraceKind.Resumed when _connection == happened.Connection:
                Enter(GanttState.Served, at, happened.Worker);
                break;
            case TraceKind.Sleeping when _connection == happened.Connection:
                Enter(GanttState.Sleeping, at, happened.Worker);
                break;
            case TraceKind.Waiting when _connection == happened.Connection:
                Enter(GanttState.Parked, at, happened.Worker);
                break;
            case TraceKind.MessageEnd when _connection == happened.Connection:
                Enter(Rest, at);
                break;
            case TraceKind.Closed when _connection == happened.Connection && !sides.Client:
                Enter(null, at);
                break;
            default:
                break;
        }
    }

    // Its state while nobody does anything for it. A server alone does not know what is in flight.
    private GanttState Rest => _inFlight > 0 ? GanttState.Waiting : GanttState.Idle;

    private void Enter(GanttState? state, long at, int worker = TraceEvent.None)
    {
        if (state == _state && worker == _worker) return;
        if (_state is { } was && at > _since) _spans.Add(new(_since, at, was, _worker, number));
        (_state, _since, _worker) = (state, at, worker);
    }
}

/// <summary>Whose events are in a trace.</summary>
internal readonly record struct TraceSides(bool Client, bool Server);

/// <summary>A pong that a client read.</summary>
/// <param name="At">When.</param>
/// <param name="Worker">The client's thread that read it.</param>
internal readonly record struct TracePong(long At, int Worker);
