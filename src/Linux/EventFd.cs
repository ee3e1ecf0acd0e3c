namespace Sockeye.Linux;

/// <summary>A counter that wakes whoever waits on its descriptor (eventfd(2)): how other threads reach a loop.</summary>
public sealed unsafe class EventFd : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    private int _fd;

    /// <summary>Opens a counter that stands at 0.</summary>
    /// <param name="nonBlocking">True where it is drained after epoll has told of it. False where a ring reads it: a ring's read
    /// of a non-blocking descriptor fails with EAGAIN instead of waiting.</param>
    /// <exception cref="KernelException">It was refused: descriptors have run out.</exception>
    public EventFd(bool nonBlocking = true) => _fd = KernelException.Check(
        "eventfd", Libc.Result(Libc.eventfd(0, CloseOnExec | (nonBlocking ? NonBlocking : 0))));

    /// <summary>The descriptor, readable while the counter is not 0.</summary>
    public int Fd => _fd;

    /// <summary>Adds one. From any thread; does not wait, since nobody adds 2^64 times.</summary>
    /// <returns>0 or -errno.</returns>
    public int Signal()
    {
        ulong one = 1;
        int result;
        do result = Libc.Result(Libc.write(_fd, &one, sizeof(ulong)));
        while (result == -Errno.EINTR);
        return result < 0 ? result : 0;
    }

    /// <summary>Sets the counter to 0: however many signals there were, they are one.</summary>
    /// <returns>True if there were any. Without any, a non-blocking counter says false and another one waits.</returns>
    public bool Drain()
    {
        ulong count;
        int result;
        do result = Libc.Result(Libc.read(_fd, &count, sizeof(ulong)));
        while (result == -Errno.EINTR);
        return result == sizeof(ulong);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_fd < 0) return;
        _ = Sockets.Close(_fd);
        _fd = -1;
    }
}
