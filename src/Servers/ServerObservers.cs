using System.Net;
using System.Net.Sockets;

namespace Sockeye.Servers;

/// <summary>Several observers as one: each is told everything, in the order in which they are given.</summary>
/// <param name="observers">Who is told.</param>
public sealed class ServerObservers(params IReadOnlyList<ServerObserver> observers) : ServerObserver
{
    private readonly ServerObserver[] _observers = [.. observers];

    /// <inheritdoc/>
    public override void Accepted(long connection, EndPoint? peer)
    {
        foreach (ServerObserver observer in _observers) observer.Accepted(connection, peer);
    }

    /// <inheritdoc/>
    public override void Rejected()
    {
        foreach (ServerObserver observer in _observers) observer.Rejected();
    }

    /// <inheritdoc/>
    public override void Queued(long connection, int length)
    {
        foreach (ServerObserver observer in _observers) observer.Queued(connection, length);
    }

    /// <inheritdoc/>
    public override void Started(long connection, int worker)
    {
        foreach (ServerObserver observer in _observers) observer.Started(connection, worker);
    }

    /// <inheritdoc/>
    public override void HandlingBegan(long connection, int worker, int offered)
    {
        foreach (ServerObserver observer in _observers) observer.HandlingBegan(connection, worker, offered);
    }

    /// <inheritdoc/>
    public override void HandlingEnded(long connection, int worker, int consumed, long messages, long? client)
    {
        foreach (ServerObserver observer in _observers) observer.HandlingEnded(connection, worker, consumed, messages, client);
    }

    /// <inheritdoc/>
    public override void Paused(long connection, int worker, bool blocking)
    {
        foreach (ServerObserver observer in _observers) observer.Paused(connection, worker, blocking);
    }

    /// <inheritdoc/>
    public override void Resumed(long connection, int worker)
    {
        foreach (ServerObserver observer in _observers) observer.Resumed(connection, worker);
    }

    /// <inheritdoc/>
    public override void HandlerWasSlow(long connection, int worker, TimeSpan time)
    {
        foreach (ServerObserver observer in _observers) observer.HandlerWasSlow(connection, worker, time);
    }

    /// <inheritdoc/>
    public override void Sent(long connection, int worker, int bytes)
    {
        foreach (ServerObserver observer in _observers) observer.Sent(connection, worker, bytes);
    }

    /// <inheritdoc/>
    public override void Faulted(long connection, Exception exception)
    {
        foreach (ServerObserver observer in _observers) observer.Faulted(connection, exception);
    }

    /// <inheritdoc/>
    public override void ServerFaulted(long connection, Exception exception)
    {
        foreach (ServerObserver observer in _observers) observer.ServerFaulted(connection, exception);
    }

    /// <inheritdoc/>
    public override void LateReply(long connection)
    {
        foreach (ServerObserver observer in _observers) observer.LateReply(connection);
    }

    /// <inheritdoc/>
    public override void RingCounted(int worker, in RingCounters counters)
    {
        foreach (ServerObserver observer in _observers) observer.RingCounted(worker, counters);
    }

    /// <inheritdoc/>
    public override void Closed(in ClosedConnection closed)
    {
        foreach (ServerObserver observer in _observers) observer.Closed(closed);
    }

    /// <inheritdoc/>
    public override void AcceptFailed(SocketError error, AcceptTier tier, TimeSpan pause)
    {
        foreach (ServerObserver observer in _observers) observer.AcceptFailed(error, tier, pause);
    }
}
