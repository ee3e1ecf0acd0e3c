namespace Sockeye.Protocols;

/// <summary>Why a connection ended: the first cause, the same on every model.</summary>
public enum CloseReason
{
    /// <summary>The peer finished sending, and everything owed to it was sent.</summary>
    PeerClosed,

    /// <summary>The peer reset the connection, or can no longer be reached.</summary>
    PeerAborted,

    /// <summary>The protocol asked for it, and its reply was sent.</summary>
    ProtocolClosed,

    /// <summary>The peer's bytes break the framing or the protocol.</summary>
    ProtocolError,

    /// <summary>The protocol's own code failed: an exception, more consumed than was offered, a reply over its limit.</summary>
    HandlerFault,

    /// <summary>A message is longer than the server allows, announced or received.</summary>
    MessageTooLarge,

    /// <summary>No byte moved in either direction for too long.</summary>
    IdleTimeout,

    /// <summary>A message was begun and not completed in time, or a stranger took too long for its first one.</summary>
    MessageTimeout,

    /// <summary>The peer did not read its reply for too long.</summary>
    SendTimeout,

    /// <summary>The server was stopped while the connection was outside an exchange, or had finished it.</summary>
    Drained,

    /// <summary>The server was stopped, and the connection was still in an exchange when the time was up.</summary>
    DrainDeadline,

    /// <summary>The server itself failed.</summary>
    ServerFault,
}
