namespace Sockeye.Servers;

/// <summary>How a model waits for its sockets.</summary>
internal enum SocketMode
{
    /// <summary>In the call itself: receive and send block.</summary>
    Blocks,

    /// <summary>In a loop, for all of them at once.</summary>
    Polled,

    /// <summary>By await, each for itself.</summary>
    Awaited,
}
