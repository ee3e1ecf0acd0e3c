namespace Sockeye.Linux;

/// <summary>Uses epoll once, the way a reactor does: a signal from elsewhere ends a wait, with the right data.</summary>
internal static class EpollTrial
{
    /// <returns>What did not go as it should; null if all did.</returns>
    /// <exception cref="KernelException">A call was refused.</exception>
    internal static string? Run()
    {
        const ulong data = 0x0123456789abcdef;
        using Epoll epoll = new(capacity: 2);
        using EventFd signal = new();
        KernelException.Check("epoll_ctl", epoll.Add(signal.Fd, Readiness.Readable, data));
        KernelException.Check("write to eventfd", signal.Signal());
        int ready = -Errno.EINTR;
        for (int i = 0; i < 100 && Errno.Interrupted(ready); i++) ready = epoll.Wait(timeoutMilliseconds: 1000);
        KernelException.Check("epoll_wait", ready);
        return ready == 1 && epoll[0] == new EpollEvent(Readiness.Readable, data)
            ? null
            : $"epoll told of {ready} events where one was due, or of another one: use async";
    }
}
