using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>
/// One acceptor for many reactors: gives each connection to the reactor that has the fewest, on a thread of its own, so that
/// a handler which holds up a reactor does not hold up accepting. The other way is <see cref="AcceptMode.ReusePort"/>.
/// </summary>
internal sealed class HandOver : IDisposable
{
    private const int EventsAtOnce = 2;

    private readonly FdListener _listener;
    private readonly ServerOptions _options;
    private readonly Ledger _ledger;
    private readonly Epoll _epoll;
    private readonly EventWakeup _wakeup;
    private Readiness _interest;
    private volatile bool _waitsForRoom;

    internal HandOver(FdListener listener, ServerOptions options, Ledger ledger)
    {
        _listener = listener;
        _options = options;
        _ledger = ledger;
        _epoll = new Epoll(EventsAtOnce);
        try
        {
            _wakeup = new EventWakeup();
        }
        catch
        {
            _epoll.Dispose();
            throw;
        }
    }

    internal void Run(List<IReactor> reactors, CancellationToken stop, CancellationToken abort, CancellationToken failed)
    {
        using CancellationTokenRegistration onStop = stop.Register(_wakeup.Signal);
        using CancellationTokenRegistration onAbort = abort.Register(_wakeup.Signal);
        using CancellationTokenRegistration onFailure = failed.Register(_wakeup.Signal);
        _ledger.Left += OnLeft;
        try
        {
            KernelException.Check("epoll_ctl", _epoll.Add(_wakeup.Fd, Readiness.Readable, default));
            KernelException.Check("epoll_ctl", _epoll.Add(_listener.Fd, _interest, default));
            long deadline = Clocks.Never;
            while (!failed.IsCancellationRequested)
            {
                long now = Clocks.Now;
                if (stop.IsCancellationRequested && deadline == Clocks.Never)
                    deadline = Clocks.After(now, Clocks.Milliseconds(_options.DrainTimeout));
                HandOut(reactors, now);
                // When it stops, what is queued is accepted before the listener is closed: closing it would reset them.
                if (stop.IsCancellationRequested)
                {
                    if (_listener.Emptied || now >= deadline || abort.IsCancellationRequested) break;
                    // Stopped by the budget and by nothing else: nobody announces that the backlog is empty.
                    if (_listener.Accepting(now)) continue;
                }
                Sleep(now, deadline);
            }
        }
        finally
        {
            _ledger.Left -= OnLeft;
            _listener.Dispose();
            foreach (IReactor reactor in reactors) reactor.EndHandOver();
        }
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wakeup.Dispose();
    }

    /// <summary>Accepts what is queued, and no more at a time than the budget: the clock and the stop are looked at in between.</summary>
    private void HandOut(List<IReactor> reactors, long now)
    {
        for (int i = 0; i < _options.AcceptBudget; i++)
        {
            if (!_listener.Accept(now, out int fd, out Connection? connection)) return;
            Least(reactors).Take(fd, connection!);
        }
    }

    private static IReactor Least(List<IReactor> reactors)
    {
        IReactor least = reactors[0];
        foreach (IReactor reactor in reactors)
        {
            if (reactor.Load < least.Load) least = reactor;
        }
        return least;
    }

    private void Sleep(long now, long deadline)
    {
        _waitsForRoom = true;
        Interlocked.MemoryBarrier();
        Readiness interest = _listener.Accepting(now) ? Readiness.Readable : Readiness.None;
        if (interest != _interest) KernelException.Check("epoll_ctl", _epoll.Modify(_listener.Fd, interest, default));
        _interest = interest;
        _ = _epoll.Wait(Clocks.Timeout(now, Math.Min(deadline, _listener.ResumesAt(now))));
        _waitsForRoom = false;
        _wakeup.Clear();
    }

    private void OnLeft()
    {
        if (_waitsForRoom) _wakeup.Signal();
    }
}
