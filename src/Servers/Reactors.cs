using System.Runtime.ExceptionServices;

namespace Sockeye.Servers;

/// <summary>The reactors of one server: a thread each, started and stopped together. Where one fails, all stop.</summary>
internal sealed class Reactors(int count, string name) : IDisposable
{
    private readonly List<IReactor> _all = new(count);
    private readonly CancellationTokenSource _failed = new();
    private Exception? _failure;

    internal int Timers => _all.Sum(reactor => reactor.Timers);

    internal void Add(IReactor reactor) => _all.Add(reactor);

    /// <summary>Runs them until they are stopped and drained; the calling thread is the first reactor's, or that of an acceptor that
    /// hands out connections.</summary>
    internal void Run(HandOver? acceptor, CancellationToken stop, CancellationToken abort)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
        using CancellationTokenRegistration onStop = stopping.Token.Register(WakeAll);
        using CancellationTokenRegistration onAbort = abort.Register(WakeAll);
        using CancellationTokenRegistration onFailure = _failed.Token.Register(WakeAll);
        List<Thread> threads = [];
        Guarded(() =>
        {
            for (int i = acceptor is null ? 1 : 0; i < _all.Count; i++) threads.Add(Start(i, stopping.Token, abort));
            if (acceptor is null) _all[0].Run(stopping.Token, abort, _failed.Token);
            else acceptor.Run(_all, stopping.Token, abort, _failed.Token);
        });
        foreach (Thread thread in threads) thread.Join();
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        foreach (IReactor reactor in _all) reactor.Dispose();
    }

    private Thread Start(int number, CancellationToken stop, CancellationToken abort)
    {
        IReactor reactor = _all[number];
        return ServerThread.Start($"{name} reactor {number}", () => Guarded(() => reactor.Run(stop, abort, _failed.Token)));
    }

    private void Guarded(Action run)
    {
        try
        {
            run();
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            _failed.Cancel();
        }
    }

    private void WakeAll()
    {
        foreach (IReactor reactor in _all) reactor.Wake();
    }
}
