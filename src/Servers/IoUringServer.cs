// Completions: the reactor puts requests into a ring, and the kernel does them and puts the answers into another (io_uring).
// It breaks when a handler computes or sleeps: all clients of that reactor wait; and it needs a kernel that lets it. docs/models/iouring.md
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Sockeye.Linux;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A server of one or more reactors, each with an io_uring of its own. Linux 6.1 or newer only.</summary>
/// <remarks>
/// A reactor's memory is a ring of 256 requests and 4,096 completions (under 100 KiB), 1,024 receive buffers of 4 KiB (4 MiB, touched
/// as they are used). Replies are in the buffers of all models, and pinned while the kernel reads them.
/// </remarks>
public sealed class IoUringServer : IServer
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
    /// <exception cref="PlatformNotSupportedException">io_uring is refused here; the message says why, and what to do.</exception>
    public IoUringServer(Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (KernelSupport.IoUring.Refusal is { } refusal) throw new PlatformNotSupportedException(refusal);
        int count = options.Threads ?? Environment.ProcessorCount;
        _ledger = new Ledger(options, ownDescriptors: DescriptorsOfReactor * count);
        _listeners = FdListener.Open(protocol, options, _ledger, count);
        bool handsOver = _listeners.Length < count;
        _reactors = new Reactors(count, "iouring");
        try
        {
            for (int i = 0; i < count; i++) _reactors.Add(new RingReactor(i, options, _ledger, handsOver ? null : _listeners[i]));
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

/// <summary>One reactor of <see cref="IoUringServer"/>: its ring, its loop, and its connections, which no other thread touches.</summary>
internal sealed class RingReactor : IReactor
{
    private const byte AcceptOperation = 1, ReceiveOperation = 2, SendOperation = 3, WakeOperation = 4, CancelOperation = 5;
    private const ushort BufferGroup = 0;

    // What one event of one connection can lead to, at most.
    private const int RequestsAtOnce = 4;

    // How long after the last bytes: nobody who talks on is looked at, and a peer that is gone is not missed for long.
    private const int LookMilliseconds = 500;

    private static readonly Tag AcceptTag = new(AcceptOperation, 0, 0);
    private static readonly Tag CancelTag = new(CancelOperation, 0, 0);

    private readonly int _number;
    private readonly ServerOptions _options;
    private readonly Ledger _ledger;
    private readonly FdListener? _listener;
    private readonly Ring _ring;
    private readonly BufferRing _buffers;
    private readonly ConnectionTable<RingConnection> _connections = new();
    private readonly Queue<RingConnection> _parked = [];
    private readonly ConcurrentQueue<(int Fd, Connection Connection)> _handedOver = [];
    private readonly ConcurrentQueue<RingConnection> _waited = [];
    private readonly TimerWheel<RingConnection> _timers = new(Clocks.Now);
    private RingWake? _wake;
    private bool _allRead;
    private bool _workLeft;
    private bool _accepting;
    private bool _acceptCancelled;
    private long _parkings;
    private long _receivesRearmed;
    private long _acceptsArmed;
    private RingCounters _told;
    private volatile bool _moreToCome;
    private volatile bool _waitsForRoom;
    private int _load;
    private bool _draining;
    private bool _ending;
    private bool _disposed;
    private long _now;
    private long _asked = Clocks.Now;

    internal RingReactor(int number, ServerOptions options, Ledger ledger, FdListener? listener)
    {
        _number = number;
        _options = options;
        _ledger = ledger;
        _listener = listener;
        _moreToCome = listener is null;
        _ring = new Ring(options.Ring.Entries, options.Ring.Completions);
        try
        {
            _buffers = new BufferRing(_ring, BufferGroup, options.Ring.Buffers, options.Ring.BufferBytes);
        }
        catch
        {
            _ring.Dispose();
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
        _ring.Enable();
        Volatile.Write(ref _wake, new RingWake(_ring, new Tag(WakeOperation, 0, 0)));
        Interlocked.MemoryBarrier();
        _ledger.Left += OnLeft;
        long deadline = Clocks.Never;
        try
        {
            while (!failed.IsCancellationRequested)
            {
                _now = Clocks.Now;
                _workLeft = false;
                if (!_draining && stop.IsCancellationRequested)
                {
                    _draining = true;
                    deadline = Clocks.After(_now, Clocks.Milliseconds(_options.DrainTimeout));
                }
                if (_draining)
                {
                    DrainOnce();
                    // In this order: who is handed over is counted before the hand-over ends.
                    bool everybodyLeft = !_moreToCome && Load == 0 && _listener is not { Closed: false };
                    if (everybodyLeft || _now >= deadline || abort.IsCancellationRequested) break;
                }
                WatchListener();
                // All buffers are back in the ring here: a receive that is armed now finds one.
                _buffers.CheckReturned();
                for (int i = _parked.Count; i > 0 && MakeRoom(RequestsAtOnce); i--) Unpark(_parked.Dequeue());
                while (MakeRoom(RequestsAtOnce) && _handedOver.TryDequeue(out (int Fd, Connection Connection) handed))
                    Open(handed.Fd, handed.Connection);
                while (MakeRoom(RequestsAtOnce) && _waited.TryDequeue(out RingConnection? waited)) Resume(waited);
                // By the time before the kernel was asked: what has come until then, it has told.
                while (MakeRoom(RequestsAtOnce) && _timers.TakeDue(_asked) is { } due) Expire(due);
                if (_options.Observer is { } observer) Tell(observer);
                long until = Math.Min(Math.Min(deadline, _timers.NextAt), _listener?.ResumesAt(_now) ?? Clocks.Never);
                Enter(_workLeft ? 0 : Clocks.Timeout(_now, until));
            }
        }
        finally
        {
            _ledger.Left -= OnLeft;
            End();
        }
    }

    // Room for so many requests, by submitting what there is. Where there is none, the loop does not sleep: something is left to do that
    // no completion may announce.
    private bool MakeRoom(int requests)
    {
        bool hasRoom = _ring.Reserve(requests);
        _workLeft |= !hasRoom;
        return hasRoom;
    }

    /// <summary>One system call: submits all requests, waits for an answer; then looks at all answers.</summary>
    private void Enter(int timeout)
    {
        _asked = _now;
        int result = _ring.SubmitAndWait(1, timeout);
        // EBADR: answers were dropped, as the kernel had no memory to keep them (io_uring_enter(2)). Whose, nobody knows: their requests
        // would be waited for without end, and a buffer of theirs is lost. A server that cannot know that ends, and tells.
        if (result == -Errno.EBADR) throw new KernelException($"io_uring_enter, {_ring.Dropped} completions dropped", result);
        // The time was up, a signal, or «read the answers first»: none is an error.
        if (result < 0 && -result is not (Errno.ETIME or Errno.EINTR or Errno.EBUSY or Errno.EAGAIN))
            throw new KernelException("io_uring_enter", result);
        _now = Clocks.Now;
        _allRead = false;
        while (_ring.Reserve(RequestsAtOnce))
        {
            if (!_ring.TryRead(out Completion completion))
            {
                _allRead = !_ring.Overflowing;
                return;
            }
            Dispatch(completion);
        }
    }

    private void Dispatch(in Completion completion)
    {
        switch (completion.Tag.Operation)
        {
            case ReceiveOperation or SendOperation:
                Serve(completion);
                break;
            case AcceptOperation:
                Accepted(completion);
                break;
            case WakeOperation:
                _wake!.Woken(completion);
                break;
        }
    }

    private void Accepted(in Completion completion)
    {
        if (!completion.More) _accepting = _acceptCancelled = false;
        if (Errno.Cancelled(completion.Result)) return;
        // What a multishot hands over beyond the limit is served, and counts.
        if (!_listener!.Accepted(completion.Result, _now, out Connection? connection)) return;
        if (_ending)
        {
            Refuse(completion.Result, connection!);
            return;
        }
        Interlocked.Increment(ref _load);
        Open(completion.Result, connection!);
    }

    private void Open(int fd, Connection connection)
    {
        RingConnection opened = new(fd, connection);
        opened.Tag = _connections.Add(opened);
        connection.Open(_number);
        Advance(opened);
    }

    private void Serve(in Completion completion)
    {
        // Nobody: its slot is free, or another's. A connection outlives what is in flight for it, so this is a bug that harms nobody.
        if (_connections.Find(completion.Tag) is not { } connection)
        {
            Debug.Fail("A completion without its connection.");
            if (!completion.HasBuffer) return;
            _ = _buffers.Take(completion);
            _buffers.Return(completion.Buffer);
            return;
        }
        try
        {
            if (completion.Tag.Operation == ReceiveOperation) Received(connection, completion);
            else Sent(connection, completion.Result);
        }
        catch (Exception exception)
        {
            connection.Connection.Fault(exception);
        }
        Advance(connection);
    }

    private void Received(RingConnection connection, in Completion completion)
    {
        // A multishot that has ended on the way, whatever with, is armed again when its connection wants to receive.
        if (!completion.More) connection.Receiving = connection.Stopping = false;
        if (!completion.HasBuffer)
        {
            if (!connection.Closing) Ended(connection, completion.Result);
            return;
        }
        // The bytes are looked at where the kernel put them, and the buffer goes back before the next answer is read.
        try
        {
            Take(connection, _buffers.Take(completion));
        }
        finally
        {
            _buffers.Return(completion.Buffer);
        }
        connection.LookAt = completion.More ? Clocks.After(_now, LookMilliseconds) : Clocks.Never;
    }

    private void Take(RingConnection connection, ReadOnlySpan<byte> bytes)
    {
        if (connection.Closing) return;
        if (connection.Wants == Want.Receive)
            connection.Connection.Received(bytes, _asked, isAll: bytes.Length < _options.Ring.BufferBytes);
        else if (!connection.Connection.Keep(bytes)) StopReceiving(connection);
    }

    private void Ended(RingConnection connection, int result)
    {
        if (result == 0)
        {
            connection.PeerHasEnded = true;
        }
        else if (Errno.OutOfBuffers(result))
        {
            Park(connection);
        }
        else if (!Errno.Cancelled(result) && !Errno.Interrupted(result))
        {
            connection.Connection.End(SocketErrors.Reason(Errno.ToSocketError(result)), Errno.Text(result));
        }
    }

    private static void Sent(RingConnection connection, int result)
    {
        connection.Sending = false;
        connection.Connection.UnpinUnsent();
        if (connection.Closing || Errno.Interrupted(result) || Errno.WouldBlock(result)) return;
        if (result >= 0) connection.Connection.Sent(result);
        else connection.Connection.End(SocketErrors.Reason(Errno.ToSocketError(result)), Errno.Text(result));
    }

    /// <summary>What is to be asked of the kernel next for a connection: one send in flight, one receive armed, or its end.</summary>
    private void Advance(RingConnection connection)
    {
        while (!connection.Closing)
        {
            switch (connection.Wants)
            {
                case Want.Receive when connection.PeerHasEnded:
                    connection.PeerHasEnded = false;
                    connection.Connection.PeerEnded();
                    break;
                case Want.Receive:
                    if (!connection.Receiving && !connection.Parked) Receive(connection);
                    _timers.Schedule(connection);
                    return;
                case Want.Send:
                    if (!connection.Sending) Send(connection);
                    _timers.Schedule(connection);
                    return;
                case Want.Wait:
                    Await(connection);
                    _timers.Schedule(connection);
                    return;
                case Want.Finish:
                    _ = Sockets.Shutdown(connection.Fd, Ends.Sending);
                    connection.Connection.Finished();
                    break;
                case Want.Close:
                    BeginClose(connection);
                    break;
            }
        }
        if (!connection.InFlight) Close(connection);
    }

    private void Receive(RingConnection connection)
    {
        if (connection.HasReceived) _receivesRearmed++;
        connection.Receiving = connection.HasReceived = true;
        _ring.Next().ReceiveMultishot(connection.Fd, BufferGroup, TagOf(connection, ReceiveOperation));
    }

    private void Send(RingConnection connection)
    {
        Connection reply = connection.Connection;
        // First, since it may find no memory: a request that was taken is submitted, whatever stands in it.
        nint address = reply.PinUnsent();
        connection.Sending = true;
        _ring.Next().Send(connection.Fd, address, reply.UnsentLength, TagOf(connection, SendOperation));
    }

    private void StopReceiving(RingConnection connection)
    {
        if (!connection.Receiving || connection.Stopping) return;
        connection.Stopping = true;
        _ring.Next().Cancel(TagOf(connection, ReceiveOperation), CancelTag);
    }

    // An empty buffer ring is a shortage of ours, not the connection's: when buffers have come back it receives again.
    private void Park(RingConnection connection)
    {
        connection.Parked = true;
        _parked.Enqueue(connection);
        _parkings++;
    }

    private void Unpark(RingConnection connection)
    {
        connection.Parked = false;
        if (_connections.Find(connection.Tag) == connection) Advance(connection);
    }

    private void Await(RingConnection connection)
    {
        if (connection.Waiting) return;
        connection.Waiting = true;
        connection.Connection.Task!.GetAwaiter().UnsafeOnCompleted(() =>
        {
            _waited.Enqueue(connection);
            Wake();
        });
    }

    private void Resume(RingConnection connection)
    {
        connection.Waiting = false;
        if (_connections.Find(connection.Tag) != connection) return;
        if (!connection.Closing) connection.Connection.Waited();
        Advance(connection);
    }

    // A receive may have found no buffer, or sleep: what has come meanwhile has come in time.
    private void Expire(RingConnection connection)
    {
        bool receives = connection.Wants == Want.Receive;
        bool hasNews = (receives || connection.LookAt <= _asked) && Look(connection);
        if (!receives || !hasNews) connection.Connection.Expire(_asked);
        Advance(connection);
    }

    // An armed multishot receive may sleep through an end that came right behind bytes: both woke it, and the socket, once those were
    // read, said that it was empty (Linux 6.18 of a reset, others of FIN on Unix sockets: liburing issue 1549). Who is silent after
    // bytes is looked at, once: an error is told here, since looking took it, and for anything else the receive is armed anew.
    private bool Look(RingConnection connection)
    {
        connection.LookAt = Clocks.Never;
        int news = Sockets.Peek(connection.Fd);
        if (Errno.WouldBlock(news)) return false;
        if (news < 0) Ended(connection, news);
        else StopReceiving(connection);
        return true;
    }

    // io_uring_prep_close(3) and close(2) neither cancel what is in flight nor send FIN while it is: shutdown first, then wait
    // for its last answers, and only then close, and free what the kernel may have been reading.
    private void BeginClose(RingConnection connection)
    {
        connection.Closing = true;
        _timers.Remove(connection);
        if (!connection.Connection.Abortive)
        {
            if (connection.InFlight) _ = Sockets.Shutdown(connection.Fd, Ends.Both);
            return;
        }
        // An RST and no FIN before it, so that the peer does not take this for a good end: the send is cancelled.
        _ = SocketOptions.SetAbortOnClose(connection.Fd);
        if (connection.Receiving) _ = Sockets.Shutdown(connection.Fd, Ends.Receiving);
        // At the end there may be no room any more, and no patience to wait for it: its reply is abandoned then.
        if (connection.Sending && (!_ending || _ring.Reserve(1))) _ring.Next().Cancel(TagOf(connection, SendOperation), CancelTag);
    }

    private void Close(RingConnection connection)
    {
        _connections.Remove(connection.Tag.Slot);
        Interlocked.Decrement(ref _load);
        _ = Sockets.Close(connection.Fd);
        connection.Connection.Close();
    }

    /// <summary>While it stops: what was sent is answered, and who is outside an exchange goes.</summary>
    private void DrainOnce()
    {
        for (int slot = 0; slot < _connections.Slots && _allRead; slot++)
        {
            // Bytes that have arrived are in the socket or were handed to us: all answers have been read.
            if (_connections[slot] is not { Closing: false, PeerHasEnded: false } connection) continue;
            if (!connection.Connection.Idle || SocketOptions.Unread(connection.Fd) > 0) continue;
            connection.Connection.End(CloseReason.Drained);
            Advance(connection);
        }
        if (_listener is not { Closed: false } || !MakeRoom(1)) return;
        // What is queued is accepted before the listener is closed: closing it would reset them.
        if (_accepting)
        {
            CancelAccept();
            return;
        }
        _waitsForRoom = true;
        Interlocked.MemoryBarrier();
        for (int i = 0; i < _options.AcceptBudget && MakeRoom(RequestsAtOnce); i++)
        {
            if (!_listener.Accept(_now, out int fd, out Connection? connection)) break;
            Interlocked.Increment(ref _load);
            Open(fd, connection!);
        }
        if (_listener.Emptied) _listener.Dispose();
        else if (_listener.Accepting(_now)) _workLeft = true;
    }

    private void WatchListener()
    {
        if (_draining || _listener is not { Closed: false } listener || !MakeRoom(1)) return;
        // Somebody may leave just now, on another reactor's thread: either he sees the flag, or this thread that there is room.
        _waitsForRoom = true;
        Interlocked.MemoryBarrier();
        bool accepting = listener.Accepting(_now);
        _waitsForRoom = !accepting;
        if (!accepting)
        {
            if (_accepting) CancelAccept();
        }
        else if (!_accepting)
        {
            _accepting = true;
            _acceptsArmed++;
            _ring.Next().AcceptMultishot(listener.Fd, AcceptTag);
        }
    }

    private void CancelAccept()
    {
        if (_acceptCancelled) return;
        _acceptCancelled = true;
        _ring.Next().Cancel(AcceptTag, CancelTag);
    }

    private void Tell(ServerObserver observer)
    {
        RingCounters counters = new(_ring.Overflows, _parkings, _receivesRearmed, Math.Max(0, _acceptsArmed - 1));
        if (counters == _told) return;
        _told = counters;
        observer.RingCounted(_number, counters);
    }

    private void OnLeft()
    {
        if (_waitsForRoom) Wake();
    }

    public void Take(int fd, Connection connection)
    {
        Interlocked.Increment(ref _load);
        _handedOver.Enqueue((fd, connection));
        Wake();
    }

    public void EndHandOver()
    {
        _moreToCome = false;
        Wake();
    }

    public void Wake()
    {
        // Before the loop has made it, there is nobody to wake: the loop looks at its queues after it has made it.
        Interlocked.MemoryBarrier();
        _ = Volatile.Read(ref _wake)?.Signal();
    }

    /// <summary>Ends everybody who is left, and waits until the kernel has let go of all memory of ours, or for a second.</summary>
    private void End()
    {
        _ending = true;
        try
        {
            EndAll(Clocks.Now + _options.Ring.EndMilliseconds);
        }
        finally
        {
            Abandon();
            Dispose();
        }
    }

    private void EndAll(long patience)
    {
        while (_handedOver.TryDequeue(out (int Fd, Connection Connection) handed)) Refuse(handed.Fd, handed.Connection);
        for (int slot = 0; slot < _connections.Slots; slot++)
        {
            // Room first: what is read to make it may end this very connection.
            while (_connections[slot] is not null && !_ring.Reserve(RequestsAtOnce) && Clocks.Now < patience) Enter(0);
            if (_connections[slot] is not { } connection) continue;
            connection.Connection.End(EndReason);
            if (!connection.Closing) BeginClose(connection);
            if (!connection.InFlight) Close(connection);
        }
        if (_ring.Reserve(1)) _ring.Next().CancelAll(CancelTag);
        while (_ring.InFlight > 0 && Clocks.Now < patience) Enter(Clocks.Timeout(Clocks.Now, patience));
    }

    // A kernel that has not let go of everything by now is not waited for any longer. What it may still read or write is never
    // freed: its buffers stay mapped (BufferRing.Dispose), and replies that are being sent go to nobody else.
    private void Abandon()
    {
        for (int slot = 0; slot < _connections.Slots; slot++)
        {
            if (_connections[slot] is not { } connection) continue;
            if (connection.Sending) connection.Connection.AbandonReply();
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
        while (_handedOver.TryDequeue(out (int Fd, Connection Connection) handed)) Refuse(handed.Fd, handed.Connection);
        if (_disposed) return;
        _disposed = true;
        _wake?.Dispose();
        _buffers.Dispose();
        _ring.Dispose();
    }

    private static Tag TagOf(RingConnection connection, byte operation) => new(operation, connection.Tag.Generation, connection.Tag.Slot);
}
