using System.Net.Sockets;
using Sockeye.Linux;
using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>
/// One thread and the clients that it carries, which no other thread touches. Its loop: send what is due, wait for something to
/// happen but not beyond what is due next, receive, record. Nothing in it allocates for a ping.
/// </summary>
internal sealed class Worker
{
    private const int ReceiveBytes = 64 * 1024;
    private const int BatchBytes = 64 * 1024;

    // So many are served before the sockets are looked at again: a pong that has come should not wait for all that is due.
    private const int MostDueAtOnce = 16;

    private const long UnixRetry = 5_000_000;

    // A ping that is due for longer, on a free connection, is one that the client does not keep up with.
    private const long Overdue = 1_000_000;

    private readonly LoadRun _run;
    private readonly ClientPlan _plan;
    private readonly Client[] _clients;
    private readonly ITransport _transport;
    private readonly WorkerRecord _record;
    private readonly Speech _speech;
    private readonly PriorityQueue<int, long> _queue;
    private readonly long[] _deadlines;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly byte[] _batch;
    private readonly long _sweepEvery;
    private readonly long _pingTimeout;
    private readonly long _connectTimeout;
    private Timeline? _timeline;
    private long _sweepAt;
    private long _turnAt;
    private int _over;
    private bool _windowBegan;
    private bool _closing;

    internal Worker(LoadRun run, ClientPlan plan, Client[] clients, ITransport transport, WorkerRecord record)
    {
        (_run, _plan, _clients, _transport, _record) = (run, plan, clients, transport, record);
        _speech = Speech.Of(plan);
        _queue = new(clients.Length + 1);
        _deadlines = new long[clients.Length];
        Array.Fill(_deadlines, Clock.Never);
        _batch = new byte[Math.Max(BatchBytes, _speech.MostMessageBytes)];
        _pingTimeout = Clock.Nanoseconds(plan.PingTimeout);
        _connectTimeout = Clock.Nanoseconds(plan.ConnectTimeout);
        _sweepEvery = Math.Clamp(Math.Min(_pingTimeout, _connectTimeout) / 20, 1_000_000, 100_000_000);
    }

    /// <summary>What it has recorded.</summary>
    internal WorkerRecord Record => _record;

    /// <summary>CPU of its thread in the measured window, in nanoseconds; 0 where the system does not tell.</summary>
    internal long WindowCpu { get; private set; }

    /// <summary>Bytes that its thread allocated in the measured window.</summary>
    internal long WindowAllocated { get; private set; }

    /// <summary>Pings that were overdue at the end although their connection was free.</summary>
    internal long UnsentWhileWritable { get; private set; }

    /// <summary>When its last client left, or it stopped waiting.</summary>
    internal long Ended { get; private set; }

    /// <summary>Ends its wait; from any thread.</summary>
    internal void Wake() => _transport.Wake();

    internal void Run()
    {
        using (_transport)
        {
            for (int slot = 0; slot < _clients.Length; slot++) Queue(slot, _run.ConnectAt(_clients[slot].Number));
            Loop();
            Ended = Clock.Now;
            EndWindow();
            Account(Ended);
            _record.Close();
        }
    }

    private void Loop()
    {
        while (_over < _clients.Length && !_run.IsCancelled)
        {
            long now = Clock.Now;
            if (_timeline is null && _run.Timeline is { } timeline) Begin(timeline);
            if (_timeline is not null) Proceed(now);
            if (_closing && (_record.InFlight == 0 || now >= _timeline!.End + Clock.Nanoseconds(_plan.Grace))) return;
            SendDue();
            if (now >= _sweepAt) Sweep(now);

            _transport.Wait(Math.Max(0, WaitUntil() - Clock.Now));
            while (_transport.TryTake(out Happening happening))
            {
                Serve(happening);
                if (_queue.TryPeek(out _, out long due) && due <= Clock.Now) SendDue();
            }
        }
    }

    private long WaitUntil()
    {
        long until = Math.Min(_sweepAt, _turnAt);
        if (_timeline is not null && !_closing) until = Math.Min(until, _windowBegan ? _timeline.End : _timeline.Measure);
        if (_queue.TryPeek(out _, out long due)) until = Math.Min(until, due);
        return _plan.Spin && _timeline is not null ? 0 : until;
    }

    /// <summary>All are connected, or there is nothing to wait for.</summary>
    private void Begin(Timeline timeline)
    {
        _timeline = timeline;
        for (int slot = 0; slot < _clients.Length; slot++)
        {
            _clients[slot].Begin(timeline);
            if (_clients[slot].State == ClientState.Connected) Send(slot);
        }
    }

    private void Proceed(long now)
    {
        if (now >= _turnAt || _turnAt == Clock.Never) _turnAt = _record.Turn(now, _timeline!.Measure);
        if (!_windowBegan && now >= _timeline!.Measure)
        {
            _windowBegan = true;
            _run.WindowBegins();
            WindowCpu = -ThreadCpu;
            WindowAllocated = -GC.GetAllocatedBytesForCurrentThread();
        }
        if (_closing || now < _timeline!.End) return;
        Close();
    }

    // Nothing more is scheduled. What is due and can go now still goes; the rest never will.
    private void Close()
    {
        long end = _timeline!.End;
        for (int slot = 0; slot < _clients.Length; slot++)
        {
            if (_clients[slot].IsFree && _clients[slot].Due < end - Overdue && _plan.Loop == Load.Loop.Open) UnsentWhileWritable++;
            if (_clients[slot].State == ClientState.Connected) Send(slot);
        }
        EndWindow();
        _closing = true;
    }

    private void EndWindow()
    {
        if (_closing || !_windowBegan) return;
        WindowCpu += ThreadCpu;
        WindowAllocated += GC.GetAllocatedBytesForCurrentThread();
        _run.WindowEnds();
    }

    private static long ThreadCpu => OperatingSystem.IsLinux() ? CurrentThread.CpuNanoseconds : 0;

    private void SendDue()
    {
        long now = Clock.Now;
        for (int i = 0; i < MostDueAtOnce && _queue.TryPeek(out int slot, out long due) && due <= now; i++)
        {
            _queue.Dequeue();
            Client client = _clients[slot];
            client.IsQueued = false;
            if (client.State == ClientState.Waiting) Connect(slot);
            else if (client.State == ClientState.Connected) Send(slot);
            now = Clock.Now;
        }
    }

    private void Queue(int slot, long due)
    {
        if (_clients[slot].IsQueued || _closing) return;
        _clients[slot].IsQueued = true;
        _queue.Enqueue(slot, due);
    }

    private void Connect(int slot)
    {
        Client client = _clients[slot];
        long now = Clock.Now;
        if (client.Started == 0) client.Started = now;
        // Of a client that tries again the first attempt counts: its deadline stands.
        if (_deadlines[slot] == Clock.Never) _deadlines[slot] = now + _connectTimeout;
        SocketError error = _transport.Connect(slot);
        if (error == SocketError.WouldBlock)
        {
            // unix(7): with a full backlog a non-blocking connect fails at once (EAGAIN), where TCP's kernel would try again
            // by itself. A socket that failed to connect is not used again.
            client.State = ClientState.Waiting;
            Queue(slot, now + UnixRetry);
            return;
        }
        client.State = ClientState.Connecting;
        if (error != SocketError.InProgress) Connected(slot, error);
    }

    private void Connected(int slot, SocketError error)
    {
        Client client = _clients[slot];
        long now = Clock.Now;
        if (error != SocketError.Success)
        {
            Fail(slot, SocketFailure.WhileConnecting(error, _plan.EndPoint.AddressFamily == AddressFamily.Unix));
            return;
        }
        if (_transport.IsConnectedToItself(slot))
        {
            Fail(slot, SocketFailure.SelfConnect);
            return;
        }
        bool first = client.Connected == 0;
        long connect = now - (_deadlines[slot] - _connectTimeout);
        _record.Connect.Record(connect);
        _deadlines[slot] = Clock.Never;
        client.BeginConnection(now);
        if (first)
        {
            _record.ConnectedClients++;
            _run.Log.Connected(client.Number, connect);
            _run.ClientIsReady();
        }
        Send(slot);
    }

    private void Serve(Happening happening)
    {
        switch (happening.Kind)
        {
            case HappeningKind.Connected:
                Connected(happening.Slot, happening.Error);
                break;
            case HappeningKind.Readable:
                Receive(happening.Slot);
                break;
            default:
                _clients[happening.Slot].IsFlushing = false;
                if (happening.Error == SocketError.Success) Send(happening.Slot);
                else Fail(happening.Slot, SocketFailure.WhileConnected(happening.Error));
                break;
        }
    }

    /// <summary>Sends what a client may send now, all of it in one call.</summary>
    private void Send(int slot)
    {
        Client client = _clients[slot];
        long now = Clock.Now;
        int count = 0;
        int length = 0;
        while (!_closing && client.MaySend(now) && length + _speech.MostMessageBytes <= _batch.Length)
        {
            length += _speech.Write(_batch.AsSpan(length), client.Number, client.NextSequence);
            client.Take();
            count++;
        }
        if (count > 0 && !Write(slot, client, count, length)) return;
        if (client.IsFree && client.Due != Clock.Never && client.HasMore(now)) Queue(slot, client.Due);
    }

    private bool Write(int slot, Client client, int count, int length)
    {
        bool silent = client.InFlight == count;
        long written = Clock.Now;
        SocketError error = _transport.Send(slot, _batch.AsSpan(0, length));
        _record.Sent += client.Written(count, written);
        _record.AllSent += count;
        _record.InFlight += count;
        if (silent) _deadlines[slot] = written + _pingTimeout;
        client.IsFlushing = error == SocketError.WouldBlock;
        if (error is SocketError.Success or SocketError.WouldBlock) return true;
        Fail(slot, SocketFailure.WhileConnected(error));
        return false;
    }

    private void Receive(int slot)
    {
        Client client = _clients[slot];
        bool partial = client.Partial.Length > 0;
        Span<byte> room = partial ? client.Partial.Room(_received.Length) : _received;
        int received = _transport.Receive(slot, room, out SocketError error);
        long now = Clock.Now;
        if (received < 0)
        {
            if (error != SocketError.WouldBlock) Fail(slot, SocketFailure.WhileConnected(error));
            return;
        }
        if (received == 0)
        {
            Fail(slot, ClosedEarly(client));
            return;
        }
        if (partial) client.Partial.Grow(received);
        ReadOnlySpan<byte> rest = partial ? client.Partial.Bytes : room[..received];
        while (!rest.IsEmpty)
        {
            int consumed = Take(slot, client, rest, now);
            if (consumed < 0) return;
            if (consumed == 0) break;
            rest = rest[consumed..];
        }
        if (partial || !rest.IsEmpty) client.Partial.Keep(rest);
        GoOn(slot, client);
    }

    /// <summary>Takes one reply.</summary>
    /// <returns>How many bytes it had; 0 while it is incomplete, -1 where the client has failed by it.</returns>
    private int Take(int slot, Client client, ReadOnlySpan<byte> bytes, long now)
    {
        // Asked by nobody, since what was sent is answered.
        if (client.InFlight == 0) return Unasked(slot, client.OldestSequence - 1, bytes);
        Frame frame = Frames.Find(_speech.Framing, bytes, ref client.Partial.Looked);
        if (frame.Kind == FrameKind.Incomplete)
        {
            if (Math.Max(bytes.Length, frame.AnnouncedBytes) < _speech.MostReplyBytes) return 0;
            string what = frame.AnnouncedBytes > bytes.Length
                ? $"{frame.AnnouncedBytes} bytes announced"
                : $"{_speech.MostReplyBytes} bytes without an end";
            Fail(slot, new(FailureKind.LineTooLong, $"{what}: {Quoted.Text(bytes)}"));
            return -1;
        }
        if (frame.Kind == FrameKind.Broken)
        {
            Fail(slot, new(FailureKind.WrongReply, $"{frame.Failure}: {Quoted.Text(bytes)}"));
            return -1;
        }
        ReadOnlySpan<byte> reply = bytes.Slice(frame.Start, frame.Length);
        if (!_speech.IsRight(reply, client.Number, client.OldestSequence))
        {
            Fail(slot, _speech.Wrong(reply, client.Number, client.OldestSequence));
            return -1;
        }
        // A pong that comes with more than was asked for is no right one.
        if (client.InFlight == 1 && frame.Consumed < bytes.Length) return Unasked(slot, client.OldestSequence, bytes[frame.Consumed..]);
        Pong(slot, client, now);
        return frame.Consumed;
    }

    private int Unasked(int slot, long sequence, ReadOnlySpan<byte> bytes)
    {
        Fail(slot, new(FailureKind.WrongReply, $"after the pong of ping {sequence} came unasked: {Quoted.Text(bytes)}"));
        return -1;
    }

    private void Pong(int slot, Client client, long now)
    {
        if (client.AwaitsFirstPong) _record.FirstPongWait.Record(now - client.Oldest.Written);
        Flight flight = client.Answered(now);
        bool measured = client.IsMeasured(flight);
        _record.Pong(flight, now, measured);
        _deadlines[slot] = client.InFlight == 0 ? Clock.Never : client.Oldest.Written + _pingTimeout;
        if (measured) _run.Log.Ponged(client.Number, client.Pongs, _plan.PingsOf(client.Number), now - flight.Intended);
    }

    private void GoOn(int slot, Client client)
    {
        if (client.IsDone)
        {
            Leave(slot);
        }
        else if (client.WantsNewConnection && client.HasMore(Clock.Now) && !_closing)
        {
            _transport.Close(slot);
            client.Partial.Clear();
            Connect(slot);
        }
        else
        {
            Send(slot);
        }
    }

    private static ClientFailure ClosedEarly(Client client) => new(
        FailureKind.ClosedEarly,
        client.Partial.Length == 0
            ? $"before the pong of ping {client.OldestSequence}"
            : $"within the pong of ping {client.OldestSequence}: {Quoted.Text(client.Partial.Bytes)}");

    /// <summary>Looks for what has taken too long. Of what the sweeps are apart, a timeout may be late.</summary>
    private void Sweep(long now)
    {
        _sweepAt = now + _sweepEvery;
        for (int slot = 0; slot < _deadlines.Length; slot++)
        {
            if (_deadlines[slot] <= now) Expire(slot);
        }
    }

    private void Expire(int slot) => Fail(slot, _clients[slot].State == ClientState.Connected
        ? new(FailureKind.PingTimeout, $"no pong within {_plan.PingTimeout.TotalSeconds} s")
        : new(FailureKind.ConnectTimeout, $"not connected within {_plan.ConnectTimeout.TotalSeconds} s"));

    private void Fail(int slot, ClientFailure failure)
    {
        Client client = _clients[slot];
        client.Failure = failure;
        long now = Clock.Now;
        while (client.TryAbandon(out Flight flight))
        {
            _record.InFlight--;
            _record.AllFailed++;
            if (!client.IsMeasured(flight)) continue;
            if (failure.Kind != FailureKind.PingTimeout)
            {
                _record.Failed++;
                continue;
            }
            _record.TimedOut++;
            _record.Unanswered.Censor(now - flight.Intended);
        }
        _record.FailedClients++;
        _run.Log.Failed(client.Number, failure);
        if (client.Connected == 0) _run.ClientIsReady();
        Leave(slot);
    }

    private void Leave(int slot)
    {
        _clients[slot].State = ClientState.Over;
        _deadlines[slot] = Clock.Never;
        _transport.Close(slot);
        _over++;
        _run.Log.Left(_clients[slot].Number);
    }

    /// <summary>It is over: what has not been answered enters at its age.</summary>
    private void Account(long now)
    {
        long end = _timeline is null ? now : Math.Min(_timeline.End, _run.IsCancelled ? now : Clock.Never);
        foreach ((int slot, Client client) in _clients.Index())
        {
            client.Interrupted = _run.IsCancelled && client.State != ClientState.Over;
            int inFlight = 0;
            while (client.TryAbandon(out Flight flight))
            {
                if (!client.IsMeasured(flight)) continue;
                inFlight++;
                _record.Unanswered.Censor(now - flight.Intended);
            }
            _record.InFlightAtEnd += inFlight;
            int never = Forgo(client, now, end);
            _record.NeverSent += never;
            client.Scheduled = client.Sent + never;
            _record.Scheduled += ScheduledBy(client, end);
            if (client.State != ClientState.Over) Leave(slot);
        }
    }

    private int Forgo(Client client, long now, long end)
    {
        int left = _plan.Duration is null ? _plan.PingsOf(client.Number) - client.Sent : int.MaxValue;
        int never = 0;
        for (; never < left && client.TryForgo(_plan.Duration is null ? now : end, out long due); never++)
            _record.Unanswered.Censor(now - due);
        // Those of a closed loop, and those whose time had not come, have no age.
        return _plan.Duration is null ? left : never;
    }

    /// <summary>What the plan asked of a client, by arithmetic; in a closed loop of a duration it is what was sent.</summary>
    private long ScheduledBy(Client client, long end)
    {
        if (_plan.Duration is null) return _plan.PingsOf(client.Number);
        if (_plan.Loop == Load.Loop.Closed) return client.Sent;
        return _timeline is null
            ? 0
            : Schedule.Count(_plan, client.Number, _timeline.Measure - _timeline.Begin, end - _timeline.Begin);
    }
}
