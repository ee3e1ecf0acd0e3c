using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// Is told what a server does; override what is of interest. Logs, metrics, traces and tests are observers. Calls come
/// from the threads that serve, at once and in the order of events of a connection: an observer is quick, safe for many
/// threads, and does not throw: what an exception of an observer does to a server is not defined.
/// </summary>
public abstract class ServerObserver
{
    /// <summary>A connection was taken from the backlog.</summary>
    /// <param name="connection">Its number, in the order of accepting, from 0.</param>
    /// <param name="peer">The peer's address; null where it has gone already.</param>
    public virtual void Accepted(long connection, EndPoint? peer) { }

    /// <summary>A connection was taken from the backlog and closed, since the server is full
    /// (<see cref="WhenFull.Reject"/>). It has no number and is never opened.</summary>
    public virtual void Rejected() { }

    /// <summary>An accepted connection waits for a worker.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="length">How many wait now, with this one.</param>
    public virtual void Queued(long connection, int length) { }

    /// <summary>A worker begins to serve a connection; its protocol is opened next.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number, from 0.</param>
    public virtual void Started(long connection, int worker) { }

    /// <summary>The protocol is about to be called with bytes.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="offered">All bytes not yet consumed.</param>
    public virtual void HandlingBegan(long connection, int worker, int offered) { }

    /// <summary>The protocol has returned.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="consumed">How many of the offered bytes it is done with.</param>
    /// <param name="messages">Whole messages it has handled on this connection so far.</param>
    /// <param name="client">The number by which the client calls itself, where it does.</param>
    public virtual void HandlingEnded(long connection, int worker, int consumed, long messages, long? client) { }

    /// <summary>The handling of a message does nothing for a while.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="blocking">Whether it sleeps on its thread (<see cref="WorkOptions.Delay"/>), which on a loop holds up everybody
    /// else; or waits for a task (<see cref="Next.Wait"/>), for which a loop parks the connection alone.</param>
    public virtual void Paused(long connection, int worker, bool blocking) { }

    /// <summary>It goes on. Not told where the connection ends before.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number.</param>
    public virtual void Resumed(long connection, int worker) { }

    /// <summary>The protocol was called for longer than <see cref="ServerOptions.SlowHandler"/> on a model with a loop: all other
    /// clients of that loop have waited meanwhile. Move the work off it: <see cref="Offload"/>.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="time">How long the call took.</param>
    public virtual void HandlerWasSlow(long connection, int worker, TimeSpan time) { }

    /// <summary>Part of a reply, or all of it, was taken by the kernel.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="worker">The worker's number.</param>
    /// <param name="bytes">How many bytes.</param>
    public virtual void Sent(long connection, int worker, int bytes) { }

    /// <summary>A protocol failed; its connection is being closed, and nothing else.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="exception">What it threw, or what it did wrong.</param>
    public virtual void Faulted(long connection, Exception exception) { }

    /// <summary>The server itself failed a connection, which is being closed, and nothing else: a defect, or a shortage of the
    /// system.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="exception">What happened.</param>
    public virtual void ServerFaulted(long connection, Exception exception) { }

    /// <summary>A task that a protocol waited for ended after its connection; what it wrote was dropped.</summary>
    /// <param name="connection">Its number.</param>
    public virtual void LateReply(long connection) { }

    /// <summary>The counters of a reactor's ring have changed, in the turn of its loop that ends now (<c>iouring</c> only).</summary>
    /// <param name="worker">The reactor's number.</param>
    /// <param name="counters">All it has met so far.</param>
    public virtual void RingCounted(int worker, in RingCounters counters) { }

    /// <summary>A connection has ended; its descriptor is closed. The last event of a connection.</summary>
    /// <param name="closed">How it went.</param>
    public virtual void Closed(in ClosedConnection closed) { }

    /// <summary>The kernel did not hand over a connection.</summary>
    /// <param name="error">What it said.</param>
    /// <param name="tier">Whose fault it is, and so what is done.</param>
    /// <param name="pause">How long accepting pauses; zero where it goes on at once.</param>
    public virtual void AcceptFailed(SocketError error, AcceptTier tier, TimeSpan pause) { }
}

/// <summary>How a connection went, told when it has ended.</summary>
/// <param name="Connection">Its number.</param>
/// <param name="Worker">The worker that served it; -1 where none did.</param>
/// <param name="Reason">Why it ended: the first cause.</param>
/// <param name="Detail">More about it: the kernel's error, what the protocol said; null where there is no more.</param>
/// <param name="Received">Bytes received.</param>
/// <param name="Sent">Bytes of replies taken by the kernel.</param>
/// <param name="Unconsumed">Bytes received and not consumed: an unfinished message.</param>
/// <param name="Messages">Whole messages handled, as the protocol counted them.</param>
/// <param name="Client">The number by which the client called itself, where it did.</param>
public readonly record struct ClosedConnection(
    long Connection, int Worker, CloseReason Reason, string? Detail, long Received, long Sent, int Unconsumed, long Messages, long? Client);

/// <summary>Whose fault a failed accept is, and so what the server does.</summary>
public enum AcceptTier
{
    /// <summary>The peer's, or the network's: go on at once.</summary>
    Peer,

    /// <summary>A shortage, or unknown: pause 100 ms, doubling to 1 s, then go on.</summary>
    Shortage,

    /// <summary>The listener is broken: stop with the error.</summary>
    Broken,
}
