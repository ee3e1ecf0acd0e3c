using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// Hands out connections one by one, and blocks while there is none: the accept of the models that block. When the server
/// stops, it takes what is queued, closes the listener, and hands out what it took.
/// </summary>
internal sealed class Acceptor : IDisposable
{
    private readonly Listener _listener;
    private readonly Wakeup _wakeup;
    private readonly Drain _drain;
    private readonly Queue<SocketConnection> _taken = [];
    private readonly List<Socket> _readable = [];
    private volatile bool _waitsForRoom;
    private int _queuedAtMost;
    private bool _closed;

    internal Acceptor(Listener listener, Wakeup wakeup, Drain drain)
    {
        _listener = listener;
        _wakeup = wakeup;
        _drain = drain;
        // The kernel lets one more in than it was told (listen(2) is silent about it).
        _queuedAtMost = listener.Backlog + 1;
        _listener.Ledger.Left += OnLeft;
    }

    /// <summary>Blocks until there is a connection. False: the server stops, and there will be none.</summary>
    /// <exception cref="SocketException">The listener is broken.</exception>
    internal bool Next([NotNullWhen(true)] out SocketConnection? connection)
    {
        while (true)
        {
            long now = Clocks.Now;
            if (_drain.Requested && !_closed) TakeBacklog(now);
            if (_taken.TryDequeue(out connection)) return true;
            if (_closed) return false;
            if (!_drain.Requested && (connection = _listener.Accept(now)) is not null) return true;
            Sleep(now);
        }
    }

    public void Dispose()
    {
        _listener.Ledger.Left -= OnLeft;
        while (_taken.TryDequeue(out SocketConnection? left))
        {
            left.Connection.End(CloseReason.ServerFault);
            left.Close();
        }
    }

    // What is queued is accepted before the listener is closed: closing it would reset them. Full, or short of descriptors,
    // it goes on when there is room, for as long as the drain lasts. In a storm of connects the queue is never empty: then whoever
    // can have been in it at the stop has been taken, and who came later is turned away.
    private void TakeBacklog(long now)
    {
        while (_queuedAtMost > 0 && _listener.Accept(now) is { } connection)
        {
            _queuedAtMost--;
            _taken.Enqueue(connection);
        }
        bool mayBeMore = _queuedAtMost > 0 && _listener.Socket.Poll(0, SelectMode.SelectRead);
        if (mayBeMore && !_drain.Aborted.IsCancellationRequested) return;
        _listener.Dispose();
        _closed = true;
    }

    private void Sleep(long now)
    {
        _waitsForRoom = true;
        Interlocked.MemoryBarrier();
        _readable.Clear();
        _readable.Add(_wakeup.Socket);
        if (_listener.Accepting(now)) _readable.Add(_listener.Socket);
        long resumes = _listener.ResumesAt(now);
        // Milliseconds: Select rounds its microseconds down to them.
        Socket.Select(_readable, null, null, resumes == Clocks.Never ? -1 : (int)(resumes - now + 1) * 1_000);
        _waitsForRoom = false;
        if (_readable.Contains(_wakeup.Socket)) _wakeup.Clear();
    }

    private void OnLeft()
    {
        if (_waitsForRoom) _wakeup.Signal();
    }
}
