namespace Sockeye.Servers;

/// <summary>What a connection wants of its model next: the one question every loop asks.</summary>
internal enum Want : byte
{
    /// <summary>Bytes from the peer.</summary>
    Receive,

    /// <summary>To have its reply sent.</summary>
    Send,

    /// <summary>The end of the task that its protocol waits for. Nothing is received or sent meanwhile.</summary>
    Wait,

    /// <summary>Its sending side shut down (FIN); then what still arrives is received, and dropped.</summary>
    Finish,

    /// <summary>Its socket closed.</summary>
    Close,
}
