namespace Sockeye.Servers;

/// <summary>
/// The clocks of connections that no loop looks after: one wheel for a whole server, turned by one timer. A connection whose
/// clock is over while it is parked is interrupted; it then looks at its clocks itself. From any thread.
/// </summary>
internal sealed class SharedTimers : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimerWheel<SocketConnection> _wheel = new(Clocks.Now);
    private readonly Timer _timer;
    private long _setTo = Clocks.Never;
    private bool _disposed;

    internal SharedTimers() =>
        _timer = new Timer(static timers => ((SharedTimers)timers!).Turn(), this, Timeout.Infinite, Timeout.Infinite);

    internal int Count
    {
        get
        {
            lock (_lock) return _wheel.Count;
        }
    }

    internal void Schedule(SocketConnection connection)
    {
        lock (_lock)
        {
            _wheel.Schedule(connection);
            if (_wheel.NextAt < _setTo) Set(Clocks.Now);
        }
    }

    internal void Remove(SocketConnection connection)
    {
        lock (_lock) _wheel.Remove(connection);
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Turn()
    {
        lock (_lock)
        {
            if (_disposed) return;
            long now = Clocks.Now;
            while (_wheel.TakeDue(now) is { } due)
            {
                if (!due.Interrupt(now)) _wheel.Schedule(due);
            }
            Set(now);
        }
    }

    private void Set(long now)
    {
        _setTo = _wheel.NextAt;
        _timer.Change(_setTo == Clocks.Never ? Timeout.Infinite : Math.Max(0, _setTo - now), Timeout.Infinite);
    }
}
