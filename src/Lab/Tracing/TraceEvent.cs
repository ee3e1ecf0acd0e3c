namespace Sockeye.Lab;

/// <summary>One thing that happened, on one side of a connection.</summary>
/// <param name="Time">When, in nanoseconds of the monotonic clock, which all processes of a machine share.</param>
/// <param name="Kind">What.</param>
public readonly record struct TraceEvent(long Time, TraceKind Kind)
{
    /// <summary>What stands where a number is not known, or means nothing.</summary>
    public const int None = -1;

    /// <summary>The server's number of the connection; <see cref="None"/> of the client's events.</summary>
    public long Connection { get; init; } = None;

    /// <summary>The client's number; of a server's event that by which the client calls itself, where it does.</summary>
    public int Client { get; init; } = None;

    /// <summary>The number of the thread that did it, on its own side.</summary>
    public int Worker { get; init; } = None;

    /// <summary>A count, of which <see cref="TraceKind"/> says what it counts.</summary>
    public long Number { get; init; }

    /// <summary>Of a ping that was sent, or never was: when it should have been. 0 where that is when it was.</summary>
    public long Due { get; init; }

    /// <summary>Of an end: why, as the number of a <see cref="Protocols.CloseReason"/> or a <see cref="Load.FailureKind"/>;
    /// <see cref="None"/> where all went well.</summary>
    public int Reason { get; init; } = None;
}

/// <summary>What can happen. The first seven are the client's, the others the server's.</summary>
public enum TraceKind : byte
{
    /// <summary>A client calls connect.</summary>
    Connect,

    /// <summary>The kernel says that it is connected; the number is its own port, 0 where there is none.</summary>
    Connected,

    /// <summary>A ping was written; the number is its sequence.</summary>
    Sent,

    /// <summary>A ping was never written, which is known at the end; the number is its sequence.</summary>
    NeverSent,

    /// <summary>A pong was read; the number is the ping's sequence.</summary>
    Pong,

    /// <summary>A client failed, and why.</summary>
    Failed,

    /// <summary>A client's connection is closed.</summary>
    Left,

    /// <summary>A connection was taken from the backlog; the number is the peer's port, 0 where there is none.</summary>
    Accepted,

    /// <summary>One was taken and closed at once: the server is full.</summary>
    Rejected,

    /// <summary>It waits for a worker; the number is the queue's length.</summary>
    Queued,

    /// <summary>A worker begins to serve it.</summary>
    Started,

    /// <summary>The protocol is called; the number is the bytes offered.</summary>
    MessageBegin,

    /// <summary>It has returned; the number is the messages handled so far.</summary>
    MessageEnd,

    /// <summary>The handler sleeps on its thread.</summary>
    Sleeping,

    /// <summary>The handler waits for a task, and holds no thread of a loop.</summary>
    Waiting,

    /// <summary>The sleep, or the wait, is over.</summary>
    Resumed,

    /// <summary>The kernel took some of a reply; the number is the bytes.</summary>
    Replied,

    /// <summary>The connection ended, and why; the number is the messages handled.</summary>
    Closed,
}
