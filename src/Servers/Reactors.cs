using System.Runtime.ExceptionServices;

namespace Sockeye.Servers;

/// <summary>The reactors of one server: a thread each, started and stopped together. Where one fails, all stop.</summary>
internal sealed class Reactors(IReactor[] reactors, string name) : IDisposable
{
    private readonly CancellationTokenSource _failed = new();
    private Exception? _failure;

    internal int Timers => reactors.Sum(reactor => reactor.Timers);

    /// <summary>Runs them until they are stopped and drained; the calling thread is the first reactor's, or that of an acceptor that
    /// hands out connections.</summary>
    internal void Run(HandOver? acceptor, CancellationToken stop, CancellationToken abort)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, abort, _failed.Token);
        using CancellationTokenSource aborting = CancellationTokenSource.CreateLinkedTokenSource(abort, _failed.Token);
        using CancellationTokenRegistration onStop = stopping.Token.Register(WakeAll);
        using CancellationTokenRegistration onAbort = aborting.Token.Register(WakeAll);
        List<Thread> threads = [];
        for (int i = acceptor is null ? 1 : 0; i < reactors.Length; i++)
        {
            IReactor reactor = reactors[i];
            Thread thread = new(() => Guarded(() => reactor.Run(stopping.Token, aborting.Token)))
            {
                Name = $"{name} reactor {i}",
                IsBackground = true,
            };
            thread.Start();
            threads.Add(thread);
        }
        if (acceptor is null) Guarded(() => reactors[0].Run(stopping.Token, aborting.Token));
        else Guarded(() => acceptor.Run(reactors, stopping.Token, aborting.Token));
        foreach (Thread thread in threads) thread.Join();
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        foreach (IReactor reactor in reactors) reactor.Dispose();
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
        foreach (IReactor reactor in reactors) reactor.Wake();
    }
}
