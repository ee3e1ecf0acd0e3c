namespace Sockeye.Load;

/// <summary>What carries the pings.</summary>
public enum Transport
{
    /// <summary><see cref="Kernel"/> where it is available, otherwise <see cref="Async"/>.</summary>
    Auto,

    /// <summary>The kernel's own calls, one loop over epoll a worker. Linux only.</summary>
    Kernel,

    /// <summary>The runtime's sockets, everywhere.</summary>
    Async,
}
