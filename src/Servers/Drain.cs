using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// The stop of a server that blocks: its threads sit in accept, receive or send, so they are told from outside. Asked to
/// stop, it lets connections outside an exchange go; when the time is up, or at an abort, it makes the others return.
/// </summary>
internal sealed class Drain : IDisposable
{
    private const int WorkerGraceMilliseconds = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<SocketConnection> _serving = [];
    private readonly CancellationTokenSource _aborted = new();
    private readonly TimeSpan _patience;
    private readonly Wakeup _wakeup;
    private readonly CancellationTokenRegistration _onAbort;
    private readonly CancellationTokenRegistration _onStop;
    private volatile bool _requested;
    private volatile bool _failed;

    internal Drain(ServerOptions options, Wakeup wakeup, CancellationToken stop, CancellationToken abort)
    {
        _patience = options.DrainTimeout;
        _wakeup = wakeup;
        Aborted = _aborted.Token;
        Aborted.Register(AbortAll);
        _onStop = stop.Register(Begin);
        _onAbort = abort.Register(() =>
        {
            Begin();
            _aborted.Cancel();
        });
    }

    internal bool Requested => _requested;

    /// <summary>Cancelled when the time is up, or at an abort.</summary>
    internal CancellationToken Aborted { get; }

    /// <summary>Why those end who are aborted.</summary>
    internal CloseReason Reason => _failed ? CloseReason.ServerFault : CloseReason.DrainDeadline;

    internal void Enter(SocketConnection connection)
    {
        lock (_lock)
        {
            _serving.Add(connection);
            if (_requested) connection.Drain();
            if (Aborted.IsCancellationRequested) connection.Abort(Reason);
        }
    }

    internal void Leave(SocketConnection connection)
    {
        lock (_lock) _serving.Remove(connection);
    }

    /// <summary>The server itself cannot go on: everybody is ended at once.</summary>
    internal void Fail()
    {
        _failed = !_requested;
        // Before the drain, which would let those go in peace who are outside an exchange.
        _aborted.Cancel();
        Begin();
    }

    /// <summary>Begins it.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            if (_requested) return;
            _requested = true;
            foreach (SocketConnection connection in _serving) connection.Drain();
        }
        _aborted.CancelAfter(_patience);
        _wakeup.Signal();
    }

    /// <summary>
    /// Blocks until all workers have ended. A protocol that never returns cannot be ended: after the abort its thread gets
    /// <see cref="WorkerGraceMilliseconds"/>, and is then left behind.
    /// </summary>
    internal void Await(CountdownEvent workers)
    {
        try
        {
            workers.Wait(Aborted);
        }
        catch (OperationCanceledException) when (Aborted.IsCancellationRequested)
        {
            workers.Wait(WorkerGraceMilliseconds);
        }
    }

    public void Dispose()
    {
        _onStop.Dispose();
        _onAbort.Dispose();
        _aborted.Dispose();
    }

    private void AbortAll()
    {
        lock (_lock)
        {
            foreach (SocketConnection connection in _serving) connection.Abort(Reason);
        }
        _wakeup.Signal();
    }
}
