using System.Diagnostics;
using System.Net;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>Records what a server does.</summary>
/// <param name="recorder">Where to.</param>
public sealed class ServerTracer(TraceRecorder recorder) : ServerObserver
{
    /// <summary>An observer that records, too: before the other is told, whose time is not in the trace.</summary>
    /// <param name="observer">Who is told besides; null for nobody.</param>
    /// <param name="recorder">Where to record; null for nowhere.</param>
    /// <returns>Both of them as one, as far as there are any.</returns>
    public static ServerObserver? Beside(ServerObserver? observer, TraceRecorder? recorder) =>
        recorder is null ? observer
        : observer is null ? new ServerTracer(recorder)
        : new ServerObservers(new ServerTracer(recorder), observer);

    /// <inheritdoc/>
    public override void Accepted(long connection, EndPoint? peer) =>
        recorder.Record(Now(TraceKind.Accepted) with { Connection = connection, Number = (peer as IPEndPoint)?.Port ?? 0 });

    /// <inheritdoc/>
    public override void Rejected() => recorder.Record(Now(TraceKind.Rejected));

    /// <inheritdoc/>
    public override void Queued(long connection, int length) =>
        recorder.Record(Now(TraceKind.Queued) with { Connection = connection, Number = length });

    /// <inheritdoc/>
    public override void Started(long connection, int worker) => Record(TraceKind.Started, connection, worker);

    /// <inheritdoc/>
    public override void HandlingBegan(long connection, int worker, int offered) =>
        Record(TraceKind.MessageBegin, connection, worker, offered);

    /// <inheritdoc/>
    public override void HandlingEnded(long connection, int worker, int consumed, long messages, long? client) =>
        Record(TraceKind.MessageEnd, connection, worker, messages, client);

    /// <inheritdoc/>
    public override void Paused(long connection, int worker, bool blocking) =>
        Record(blocking ? TraceKind.Sleeping : TraceKind.Waiting, connection, worker);

    /// <inheritdoc/>
    public override void Resumed(long connection, int worker) => Record(TraceKind.Resumed, connection, worker);

    /// <inheritdoc/>
    public override void Sent(long connection, int worker, int bytes) => Record(TraceKind.Replied, connection, worker, bytes);

    /// <inheritdoc/>
    public override void Closed(in ClosedConnection closed) => recorder.Record(Now(TraceKind.Closed) with
    {
        Connection = closed.Connection,
        Client = Number(closed.Client),
        Worker = closed.Worker,
        Number = closed.Messages,
        Reason = (int)closed.Reason,
    });

    private void Record(TraceKind kind, long connection, int worker, long number = 0, long? client = null) => recorder.Record(
        Now(kind) with { Connection = connection, Client = Number(client), Worker = worker, Number = number });

    private static TraceEvent Now(TraceKind kind) => new(TraceHeader.Nanoseconds(Stopwatch.GetTimestamp()), kind);

    // What a client calls itself is the peer's to choose: a number that no client of ours has is none.
    private static int Number(long? client) => client is >= 0 and <= int.MaxValue ? (int)client.Value : TraceEvent.None;
}
