// Readiness: the kernel keeps the list of clients, and says which are ready (epoll); one reactor a core does what does not block.
// It breaks when a handler computes or sleeps: all clients of that reactor wait, about 1 in as many as reactors. docs/models/epoll.md
using System.Collections.Concurrent;
using System.Net;
using Sockeye.Linux;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A server of one or more reactors, each a loop over epoll on a thread of its own. Linux only.</summary>
public sealed class EpollServer : IServer
{
    // Its epoll set or ring, what wakes it, its listener, and its share of the acceptor's.
    private const int DescriptorsOfReactor = 4;

    private readonly Ledger _ledger;
    private readonly FdListener[] _listeners;
    private readonly HandOver? _acceptor;
    private readonly Reactors _reactors;
    private bool _ran;

    /// <summary>Binds and listens.</summary>
    /// <param name="protocol">Makes the protocol of each connection; called by many threads.</param>
    /// <param name="options">Where to listen, how many reactors, and every limit.</param>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot listen there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="KernelException">The kernel refuses what a reactor needs, for want of descriptors or memory.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no epoll here; the message says why, and what to do.</exception>
    public EpollServer(Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (KernelSupport.Epoll.Refusal is { } refusal) throw new PlatformNotSupportedException(refusal);
        int count = options.Threads ?? Environment.ProcessorCount;
        _ledger = new Ledger(options, ownDescriptors: DescriptorsOfReactor * count);
        _listeners = FdListener.Open(protocol, options, _ledger, count);
        bool handsOver = _listeners.Length < count;
        _reactors = new Reactors(count, "epoll");
        try
        {
            for (int i = 0; i < count; i++) _reactors.Add(new EpollReactor(i, options, _ledger, handsOver ? null : _listeners[i]));
            if (handsOver) _acceptor = new HandOver(_listeners[0], options, _ledger);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _listeners[0].EndPoint;

    /// <inheritdoc/>
    public int MaxConnections => _ledger.MaxConnections;

    /// <inheritdoc/>
    public ServerStatus Status => _ledger.Status(timers: _reactors.Timers);

    /// <inheritdoc/>
    public ServerSummary Run(CancellationToken stop, CancellationToken abort = default)
    {
        if (Interlocked.Exchange(ref _ran, true)) throw new InvalidOperationException("It ran before: a server runs once.");
        try
        {
            _reactors.Run(_acceptor, stop, abort);
        }
        finally
        {
            Release();
        }
        _ledger.AwaitTasks();
        return _ledger.Summary();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once it runs, what it holds is its reactors': they release it when they have ended.
        if (!_ran) Release();
    }

    private void Release()
    {
        foreach (FdListener listener in _listeners) listener.Dispose();
        _acceptor?.Dispose();
        _reactors.Dispose();
    }
}

/// <summary>One reactor of <see cref="EpollServer"/>: its loop, and its connections, which no other thread touches.</summary>
internal sealed class EpollReactor : IReactor
{
    private const int EventsAtOnce = 512;

    // What stands for a connection in an event is its tag; these two are no connection's.
    private static readonly Tag WakeTag = new(byte.MaxValue, 0, 0);
    private static readonly Tag ListenerTag = new(byte.MaxValue, 0, 1);

    private readonly int _number;
    private readonly ServerOptions _options;
    private readonly FdListener? _listener;
    private readonly Epoll _epoll;
    private readonly EventWakeup _wakeup;
    private readonly ConnectionTable<FdConnection> _connections = new();
    private readonly ConcurrentQueue<(int Fd, Connection Connection)> _handedOver = [];
    private readonly ConcurrentQueue<FdConnection> _waited = [];
    private readonly TimerWheel<FdConnection> _timers = new(Clocks.Now);
    private readonly Ledger _ledger;
    private readonly byte[] _buffer;
    private Readiness _listenerInterest;
    private volatile bool _moreToCome;
    private volatile bool _waitsForRoom;
    private int _load;
    private bool _draining;
    private long _now;

    internal EpollReactor(int number, ServerOptions options, Ledger ledger, FdListener? listener)
    {
        _number = number;
        _options = options;
        _ledger = ledger;
        _listener = listener;
        _moreToCome = listener is null;
        _buffer = new byte[options.ReceiveBufferBytes];
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

    public int Load => Volatile.Read(ref _load);

    public int Timers => _timers.Count;

    // Whoever is left at the end: without a drain before it, the server has failed.
    private CloseReason EndReason => _draining ? CloseReason.DrainDeadline : CloseReason.ServerFault;

    public void Run(CancellationToken stop, CancellationToken abort, CancellationToken failed)
    {
        if (Faults.Enabled) CallFaults.OnThisThread = _options.Faults?.ForKernel(_number);
        KernelException.Check("epoll_ctl", _epoll.Add(_wakeup.Fd, Readiness.Readable, WakeTag.Value));
        if (_listener is not null) KernelException.Check("epoll_ctl", _epoll.Add(_listener.Fd, Readiness.None, ListenerTag.Value));
        _ledger.Left += OnLeft;
        long deadline = Clocks.Never;
        try
        {
            while (!failed.IsCancellationRequested)
            {
                _now = Clocks.Now;
                if (!_draining && stop.IsCancellationRequested)
                {
                    _draining = true;
                    deadline = Clocks.After(_now, Clocks.Milliseconds(_options.DrainTimeout));
                }
                bool idleLeft = false;
                if (_draining)
                {
                    idleLeft = DrainOnce();
                    // In this order: who is handed over is counted before the hand-over ends.
                    bool everybodyLeft = !_moreToCome && Load == 0 && _listener is not { Closed: false };
                    if (everybodyLeft || _now >= deadline || abort.IsCancellationRequested) break;
                }
                WatchListener();
                long until = idleLeft ? _now : Math.Min(Math.Min(deadline, _timers.NextAt), _listener?.ResumesAt(_now) ?? Clocks.Never);
                int ready = _epoll.Wait(Clocks.Timeout(_now, until));
                _now = Clocks.Now;
                for (int i = 0; i < ready; i++) Dispatch(_epoll[i]);
                while (_handedOver.TryDequeue(out (int Fd, Connection Connection) handed)) Open(handed.Fd, handed.Connection);
                while (_waited.TryDequeue(out FdConnection? waited)) Resume(waited);
                // Asked once more: what has come meanwhile has come in time, and where nothing has, it looks at its clocks.
                while (_timers.TakeDue(_now) is { } due) Serve(due, Readiness.Readable);
            }
        }
        finally
        {
            _ledger.Left -= OnLeft;
            CloseAll();
        }
    }

    private void Dispatch(EpollEvent ready)
    {
        Tag tag = new(ready.Data);
        if (tag == WakeTag) _wakeup.Clear();
        else if (tag == ListenerTag) Accept();
        // Not there any more: it was closed since, for another's sake, and its slot may be another's by now.
        else if (_connections.Find(tag) is { } connection) Serve(connection, ready.Readiness);
    }

    /// <summary>Accepts what is queued, and no more at a time than the budget.</summary>
    private void Accept()
    {
        for (int i = 0; i < _options.AcceptBudget; i++)
        {
            if (!_listener!.Accept(_now, out int fd, out Connection? connection)) return;
            Interlocked.Increment(ref _load);
            Open(fd, connection!);
        }
    }

    private void Open(int fd, Connection connection)
    {
        FdConnection opened = new(fd, connection) { Interest = FdConnection.Unwatched };
        opened.Tag = _connections.Add(opened);
        connection.Open(_number);
        Serve(opened, Readiness.None);
    }

    private void Serve(FdConnection connection, Readiness readiness)
    {
        try
        {
            if (connection.Waiting) WhileWaiting(connection, readiness);
            else Converse(connection, mayReceive: readiness != Readiness.None);
            if (connection.Wants != Want.Close) Watch(connection);
        }
        catch (Exception exception)
        {
            connection.Connection.Fault(exception);
        }
        if (connection.Wants == Want.Close) Close(connection);
    }

    // One receive a wake and what it leads to, as far as nothing blocks: nobody is served for long while others wait.
    private void Converse(FdConnection connection, bool mayReceive)
    {
        // What needs no system call that could block is never put off: nothing would bring it back.
        for (int i = 0; i < _options.TurnBudget || connection.Wants is Want.Wait or Want.Finish; i++)
        {
            switch (connection.Wants)
            {
                case Want.Receive:
                    if (!mayReceive || !connection.Receive(_buffer)) return;
                    mayReceive = false;
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

    // Level-triggered: what is not asked for is not told, but for errors and hang-ups.
    private void Watch(FdConnection connection)
    {
        _timers.Schedule(connection);
        Readiness interest = connection.Wants switch
        {
            Want.Receive => Readiness.Readable,
            Want.Send => Readiness.Writable,
            _ => Readiness.None,
        };
        bool watched = connection.Interest != FdConnection.Unwatched;
        if (interest == connection.Interest || (!watched && interest == Readiness.None)) return;
        connection.Interest = interest;
        KernelException.Check("epoll_ctl", watched
            ? _epoll.Modify(connection.Fd, interest, connection.Tag.Value)
            : _epoll.Add(connection.Fd, interest, connection.Tag.Value));
    }

    // Its protocol waits for a task, and the peer has reset it or gone. A reset ends it, and cancels the task; a hang-up may
    // have left bytes, and would be told again and again: it is looked at when the task has ended.
    private void WhileWaiting(FdConnection connection, Readiness readiness)
    {
        if ((readiness & Readiness.Error) != 0)
        {
            connection.Connection.End(CloseReason.PeerAborted, Errno.Text(SocketOptions.PendingError(connection.Fd)));
        }
        else if ((readiness & Readiness.HungUp) != 0)
        {
            _ = _epoll.Remove(connection.Fd);
            connection.Interest = FdConnection.Unwatched;
        }
    }

    private void Park(FdConnection connection)
    {
        connection.Waiting = true;
        connection.Connection.Task!.GetAwaiter().UnsafeOnCompleted(() =>
        {
            _waited.Enqueue(connection);
            _wakeup.Signal();
        });
    }

    private void Resume(FdConnection connection)
    {
        if (_connections.Find(connection.Tag) != connection) return;
        connection.Waiting = false;
        connection.Connection.Waited();
        Serve(connection, Readiness.None);
    }

    /// <summary>While it stops: what was sent is answered, and who is outside an exchange goes. True: look again at once.</summary>
    private bool DrainOnce()
    {
        bool idleLeft = false;
        for (int slot = 0; slot < _connections.Slots; slot++)
        {
            if (_connections[slot] is not { } connection) continue;
            connection.Draining = true;
            if (connection.Connection.Idle) Serve(connection, Readiness.Readable);
            idleLeft |= _connections[slot] == connection && connection.Connection.Idle;
        }
        if (_listener is not { Closed: false }) return idleLeft;
        // What is queued is accepted before the listener is closed: closing it would reset them.
        Accept();
        bool emptied = _listener.Emptied;
        if (emptied) _listener.Dispose();
        return idleLeft || !emptied && _listener.Accepting(_now);
    }

    private void WatchListener()
    {
        if (_listener is not { Closed: false } listener) return;
        // Somebody may leave just now, on another reactor's thread: either he sees the flag, or this thread that there is room.
        _waitsForRoom = true;
        Interlocked.MemoryBarrier();
        Readiness interest = listener.Accepting(_now) ? Readiness.Readable : Readiness.None;
        _waitsForRoom = interest == Readiness.None;
        if (interest == _listenerInterest) return;
        _listenerInterest = interest;
        KernelException.Check("epoll_ctl", _epoll.Modify(listener.Fd, interest, ListenerTag.Value));
    }

    private void OnLeft()
    {
        if (_waitsForRoom) _wakeup.Signal();
    }

    public void Take(int fd, Connection connection)
    {
        Interlocked.Increment(ref _load);
        _handedOver.Enqueue((fd, connection));
        _wakeup.Signal();
    }

    public void EndHandOver()
    {
        _moreToCome = false;
        _wakeup.Signal();
    }

    public void Wake() => _wakeup.Signal();

    private void Close(FdConnection connection)
    {
        _timers.Remove(connection);
        _connections.Remove(connection.Tag.Slot);
        Interlocked.Decrement(ref _load);
        connection.Close();
    }

    private void CloseAll()
    {
        while (_handedOver.TryDequeue(out (int Fd, Connection Connection) handed)) Refuse(handed.Fd, handed.Connection);
        for (int slot = 0; slot < _connections.Slots; slot++)
        {
            if (_connections[slot] is not { } connection) continue;
            connection.Connection.End(EndReason);
            Close(connection);
        }
    }

    private void Refuse(int fd, Connection connection)
    {
        connection.End(EndReason);
        _ = Sockets.Close(fd);
        connection.Close();
    }

    public void Dispose()
    {
        // The acceptor may have handed one over just after the loop had ended.
        CloseAll();
        _epoll.Dispose();
        _wakeup.Dispose();
    }
}
