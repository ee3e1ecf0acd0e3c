namespace Sockeye.Load;

/// <summary>Why a client ended before its last pong. It ends that client alone.</summary>
/// <param name="Kind">What happened; failures are counted by it.</param>
/// <param name="Detail">More about it: what came instead, what the kernel said, what to do.</param>
public sealed record ClientFailure(FailureKind Kind, string Detail);

/// <summary>The ways in which a client fails. The last three but one are this machine's fault, not the server's.</summary>
public enum FailureKind
{
    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>No route to the host or its network.</summary>
    Unreachable,

    /// <summary>The connection did not come about in time: a full backlog, or packets that are dropped.</summary>
    ConnectTimeout,

    /// <summary>A ping was not answered in time.</summary>
    PingTimeout,

    /// <summary>The connection was reset.</summary>
    Reset,

    /// <summary>The server closed the connection before the last pong.</summary>
    ClosedEarly,

    /// <summary>A reply is not the pong of its ping, or came unasked.</summary>
    WrongReply,

    /// <summary>A reply does not end, or announces more than is read of any.</summary>
    LineTooLong,

    /// <summary>The kernel connected the client to itself: its own port was the one it asked for, and nobody listens.</summary>
    SelfConnect,

    /// <summary>This machine has no free port left for a connection to that address.</summary>
    LocalPortsExhausted,

    /// <summary>This process, or this machine, may open no more descriptors.</summary>
    LocalDescriptorsExhausted,

    /// <summary>Something else; the detail says what.</summary>
    Other,
}
