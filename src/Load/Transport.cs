namespace Sockeye.Load;

/// <summary>What carries the pings.</summary>
public enum Transport
{
    /// <summary>The first of the others that is available here, in the order <see cref="Ring"/>, <see cref="Kernel"/>,
    /// <see cref="Async"/>; the result says which.</summary>
    Auto,

    /// <summary>The kernel's own calls, one loop over epoll a worker. Linux only.</summary>
    Kernel,

    /// <summary>The kernel's own calls through a ring (io_uring), one a worker. Linux 6.1 or newer.</summary>
    Ring,

    /// <summary>The runtime's sockets, everywhere.</summary>
    Async,
}
