using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>Wakes a reactor that sleeps in epoll: what <see cref="Wakeup"/> is to a loop over sockets, by an eventfd. Any number of
/// signals until the next <see cref="Clear"/> are one.</summary>
internal sealed class EventWakeup : IDisposable
{
    private readonly EventFd _event = new();
    private readonly Lock _closing = new();
    private int _signalled;
    private bool _disposed;

    internal int Fd => _event.Fd;

    /// <summary>Wakes the reactor; from any thread, also after its end.</summary>
    internal void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 1) return;
        lock (_closing)
        {
            if (!_disposed) _ = _event.Signal();
        }
    }

    /// <summary>Takes the signal, before looking for what it was about: what is signalled later wakes again.</summary>
    internal void Clear()
    {
        _event.Drain();
        Interlocked.Exchange(ref _signalled, 0);
    }

    public void Dispose()
    {
        lock (_closing)
        {
            _disposed = true;
            _event.Dispose();
        }
    }
}
