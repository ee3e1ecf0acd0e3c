namespace Sockeye.Load;

/// <summary>What became of one client. Moments are counted from the start of the run.</summary>
public sealed record ClientResult
{
    /// <summary>Its number, from 0.</summary>
    public required int Client { get; init; }

    /// <summary>How many pings it was to send.</summary>
    public required int Pings { get; init; }

    /// <summary>How many it sent.</summary>
    public int Sent { get; init; }

    /// <summary>How many were answered rightly.</summary>
    public int Pongs { get; init; }

    /// <summary>When it called connect.</summary>
    public TimeSpan Started { get; init; }

    /// <summary>How long connecting took; null where it did not come about. The kernel connects: a client may be connected
    /// long before the server accepts it.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>From the call of connect to the first pong; null where there was none.</summary>
    public TimeSpan? FirstPong { get; init; }

    /// <summary>From being connected to the first pong: waiting in the backlog or a queue, and being served once.</summary>
    public TimeSpan? Wait => FirstPong - Connect;

    /// <summary>When it sent its first ping; null where it did not.</summary>
    public TimeSpan? FirstPingSent { get; init; }

    /// <summary>When its last pong arrived; null where none did.</summary>
    public TimeSpan? LastPongReceived { get; init; }

    /// <summary>The longest that a pong was waited for, from sending its ping; zero where there was none.</summary>
    public TimeSpan LongestResponse { get; init; }

    /// <summary>Why it ended early; null where it did not, or was interrupted.</summary>
    public ClientFailure? Failure { get; init; }

    /// <summary>Whether it had anything to be served: in a slow open loop a client may never be due.</summary>
    internal bool HadWork => Pings > 0 || Failure is not null || Connect is null || (FirstPingSent is not null && FirstPong is null);
}
