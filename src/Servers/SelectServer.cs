// Non-blocking sockets on one thread: ask the kernel which are ready (select), do for each what does not block, ask again.
// It breaks when a handler computes or sleeps: everybody waits; and each wake costs time for every connection. docs/models/select.md
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A server that serves all clients on the thread that runs it, by <see cref="Socket.Select(System.Collections.IList,
/// System.Collections.IList, System.Collections.IList, int)"/>.</summary>
public sealed class SelectServer : IServer
{
    private const int LongestSleepMilliseconds = 1_000_000;

    private readonly ServerOptions _options;
    private readonly Ledger _ledger;
    private readonly Listener _listener;
    private readonly Dictionary<Socket, SocketConnection> _connections = [];
    private readonly ConcurrentQueue<SocketConnection> _waited = [];
    private readonly TimerWheel<SocketConnection> _timers = new(Clocks.Now);
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly List<Socket> _failed = [];
    private readonly HashSet<Socket> _parked = [];
    private readonly Wakeup _wakeup;
    private readonly byte[] _buffer;
    private bool _draining;
    private bool _listening = true;
    private bool _ran;

    /// <summary>Binds and listens.</summary>
    /// <param name="protocol">Makes the protocol of each connection.</param>
    /// <param name="options">Where to listen, and every limit.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SelectServer(Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _buffer = new byte[options.ReceiveBufferBytes];
        _ledger = new Ledger(options);
        _listener = new Listener(protocol, options, _ledger, SocketMode.Polled);
        try
        {
            _wakeup = new Wakeup();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _listener.EndPoint;

    /// <inheritdoc/>
    public int MaxConnections => _ledger.MaxConnections;

    /// <inheritdoc/>
    public ServerStatus Status => _ledger.Status(timers: _timers.Count);

    /// <inheritdoc/>
    public ServerSummary Run(CancellationToken stop, CancellationToken abort = default)
    {
        if (Interlocked.Exchange(ref _ran, true)) throw new InvalidOperationException("It ran before: a server runs once.");
        using CancellationTokenRegistration onStop = stop.Register(_wakeup.Signal);
        using CancellationTokenRegistration onAbort = abort.Register(_wakeup.Signal);
        long deadline = Clocks.Never;
        try
        {
            while (true)
            {
                long now = Clocks.Now;
                if (!_draining && (stop.IsCancellationRequested || abort.IsCancellationRequested))
                {
                    _draining = true;
                    deadline = Clocks.After(now, Clocks.Milliseconds(_options.DrainTimeout));
                }
                if (_draining)
                {
                    DrainOnce(now);
                    bool everybodyLeft = _connections.Count == 0 && !_listening;
                    if (everybodyLeft || now >= deadline || abort.IsCancellationRequested) break;
                }
                Select(now, deadline);
                if (_listening && _readable.Contains(_listener.Socket)) Accept(now);
                foreach (Socket socket in _readable) ServeIfOpen(socket);
                foreach (Socket socket in _writable) ServeIfOpen(socket);
                foreach (Socket socket in _failed) EndIfReset(socket);
                while (_waited.TryDequeue(out SocketConnection? waited)) Resume(waited);
                // Asked once more: what has come meanwhile has come in time, and where nothing has, it looks at its clocks.
                while (_timers.TakeDue(Clocks.Now) is { } due) Serve(due);
            }
        }
        finally
        {
            Release();
            foreach (SocketConnection left in _connections.Values.ToArray())
            {
                left.Connection.End(_draining ? CloseReason.DrainDeadline : CloseReason.ServerFault);
                Close(left);
            }
        }
        _ledger.AwaitTasks();
        return _ledger.Summary();
    }

    private void Select(long now, long deadline)
    {
        bool idleLeft = false;
        _readable.Clear();
        _writable.Clear();
        _failed.Clear();
        _failed.AddRange(_parked);
        _readable.Add(_wakeup.Socket);
        if (_listening && _listener.Accepting(now)) _readable.Add(_listener.Socket);
        foreach (SocketConnection connection in _connections.Values)
        {
            if (connection.Wants == Want.Receive) _readable.Add(connection.Socket);
            else if (connection.Wants == Want.Send) _writable.Add(connection.Socket);
            idleLeft |= _draining && connection.Connection.Idle;
        }
        long until = idleLeft ? now : Math.Min(Math.Min(deadline, _listener.ResumesAt(now)), _timers.NextAt);
        // Whole milliseconds: Select rounds its microseconds down to them, and would spin through the last one.
        int microseconds = until == Clocks.Never ? -1 : (int)Math.Clamp(until - Clocks.Now, 0, LongestSleepMilliseconds) * 1_000;
        Socket.Select(_readable, _writable.Count == 0 ? null : _writable, _failed.Count == 0 ? null : _failed, microseconds);
        if (_readable.Contains(_wakeup.Socket)) _wakeup.Clear();
    }

    private void Accept(long now)
    {
        for (int i = 0; i < _options.AcceptBudget && _listener.Accept(now) is { } connection; i++)
        {
            _connections.Add(connection.Socket, connection);
            Serve(connection, opens: true);
        }
    }

    // A socket that was ready may have been closed since, for another's sake.
    private void ServeIfOpen(Socket socket)
    {
        if (_connections.TryGetValue(socket, out SocketConnection? connection)) Serve(connection);
    }

    private void Serve(SocketConnection connection, bool opens = false)
    {
        try
        {
            if (opens) connection.Open(worker: 0);
            Converse(connection);
        }
        catch (Exception exception)
        {
            connection.Connection.Fault(exception);
        }
        if (connection.Wants == Want.Close) Close(connection);
        else _timers.Schedule(connection);
    }

    // One receive a wake and what it leads to, as far as nothing blocks: nobody is served for long while others wait.
    private void Converse(SocketConnection connection)
    {
        bool received = false;
        // What needs no system call that could block is never put off: nothing would bring it back.
        for (int i = 0; i < _options.TurnBudget || connection.Wants is Want.Wait or Want.Finish; i++)
        {
            switch (connection.Wants)
            {
                case Want.Receive:
                    if (received || !connection.Receive(_buffer)) return;
                    received = true;
                    break;
                case Want.Send:
                    if (!connection.Send()) return;
                    break;
                case Want.Wait:
                    Park(connection);
                    return;
                case Want.Finish:
                    connection.Finish();
                    break;
                case Want.Close:
                    return;
            }
        }
    }

    // Parked, only a reset is looked out for: whatever else its peer does meanwhile is looked at when the task has ended. A Unix
    // socket knows no reset, and poll(2) would tell the peer's end again and again.
    private void Park(SocketConnection connection)
    {
        if (connection.Socket.AddressFamily != AddressFamily.Unix) _parked.Add(connection.Socket);
        connection.Connection.Task!.GetAwaiter().UnsafeOnCompleted(() =>
        {
            _waited.Enqueue(connection);
            _wakeup.Signal();
        });
    }

    // Urgent data is told here, too, and would be told again: one look is enough.
    private void EndIfReset(Socket socket)
    {
        _parked.Remove(socket);
        if (!_connections.TryGetValue(socket, out SocketConnection? connection) || connection.Wants != Want.Wait) return;
        var error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error == SocketError.Success) return;
        connection.Failed(error);
        Close(connection);
    }

    private void Resume(SocketConnection connection)
    {
        if (!_connections.ContainsKey(connection.Socket)) return;
        _parked.Remove(connection.Socket);
        connection.Connection.Waited();
        Serve(connection);
    }

    // What was sent is answered, and who is outside an exchange goes. What is queued is accepted before the listener is
    // closed, since closing it would reset them; a full server accepts again when somebody has left.
    private void DrainOnce(long now)
    {
        foreach (SocketConnection connection in _connections.Values.ToArray())
        {
            connection.Drain();
            if (connection.Connection.Idle) Serve(connection);
        }
        if (!_listening) return;
        Accept(now);
        if (_listener.Socket.Poll(0, SelectMode.SelectRead)) return;
        _listener.Dispose();
        _listening = false;
    }

    private void Close(SocketConnection connection)
    {
        _timers.Remove(connection);
        _parked.Remove(connection.Socket);
        _connections.Remove(connection.Socket);
        connection.Close();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once it runs, what it holds is its loop's.
        if (!_ran) Release();
    }

    private void Release()
    {
        _listener.Dispose();
        _wakeup.Dispose();
    }
}
