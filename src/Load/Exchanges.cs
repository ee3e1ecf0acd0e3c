using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>What a worker's clients do: connect, send what is due, take the pongs, leave. Nothing in it allocates for a ping, and
/// nothing waits.</summary>
internal sealed class Exchanges
{
    private const int ReceiveBytes = 64 * 1024;
    private const int BatchBytes = 64 * 1024;

    private readonly LoadRun _run;
    private readonly LoadTracer? _tracer;
    private readonly int _worker;
    private readonly ClientPlan _plan;
    private readonly Client[] _clients;
    private readonly ITransport _transport;
    private readonly WorkerRecord _record;
    private readonly DueQueue _due;
    private readonly Deadlines _deadlines;
    private readonly Connector _connector;
    private readonly Speech _speech;
    private readonly ReplyReader _replies;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly byte[] _batch;

    internal Exchanges(
        LoadRun run, int worker, ClientPlan plan, Client[] clients, ITransport transport, WorkerRecord record, DueQueue due,
        Deadlines deadlines)
    {
        (_worker, _tracer) = (worker, run.Tracer);
        (_run, _plan, _clients, _transport, _record, _due, _deadlines) = (run, plan, clients, transport, record, due, deadlines);
        _connector = new(run, plan, transport, record, due, deadlines);
        _speech = Speech.Of(plan);
        _replies = new(_speech);
        _batch = new byte[Math.Max(BatchBytes, _speech.MostMessageBytes)];
    }

    /// <summary>Clients that have left.</summary>
    internal int Over { get; private set; }

    /// <summary>Whether nothing more is sent.</summary>
    internal bool IsClosing { get; private set; }

    /// <summary>Does what a client has to do now.</summary>
    internal void ServeDue(int slot, long now)
    {
        if (_clients[slot].State == ClientState.Waiting) Connect(slot);
        else if (_clients[slot].State == ClientState.Connected) Send(slot, now);
    }

    /// <summary>Nothing more is sent from now on.</summary>
    internal void Close() => IsClosing = true;

    internal void Serve(Happening happening)
    {
        switch (happening.Kind)
        {
            case HappeningKind.Connected:
                Connected(happening.Slot, happening.Error);
                break;
            case var _ when happening.Error != SocketError.Success:
                Fail(happening.Slot, SocketFailure.WhileConnected(happening.Error));
                break;
            case HappeningKind.Readable:
                Receive(happening.Slot);
                break;
            default:
                _clients[happening.Slot].IsFlushing = false;
                Send(happening.Slot, Clock.Now);
                break;
        }
    }

    /// <summary>A client has waited for too long.</summary>
    internal void Expire(int slot) => Fail(slot, _clients[slot].State == ClientState.Connected
        ? new(FailureKind.PingTimeout, $"no pong within {_plan.PingTimeout.TotalSeconds} s")
        : new(FailureKind.ConnectTimeout, $"not connected within {_plan.ConnectTimeout.TotalSeconds} s"));

    internal void Leave(int slot)
    {
        _clients[slot].State = ClientState.Over;
        _deadlines.Clear(slot);
        _transport.Close(slot);
        _tracer?.Left(_worker, _clients[slot].Number, Clock.Now);
        Over++;
        _run.Log.Left(_clients[slot].Number);
    }

    /// <summary>The run is over, and a ping that was due was never sent.</summary>
    internal void NeverSent(Client client, long at, long sequence, long due) =>
        _tracer?.NeverSent(_worker, client.Number, at, sequence, due);

    private void Connect(int slot)
    {
        _tracer?.Connecting(_worker, _clients[slot].Number, Clock.Now);
        if (_connector.Begin(slot, _clients[slot]) is { } outcome) Connected(slot, outcome);
    }

    private void Connected(int slot, SocketError error)
    {
        long now = Clock.Now;
        if (_connector.End(slot, _clients[slot], error, now) is { } failure)
        {
            Fail(slot, failure);
            return;
        }
        _tracer?.Connected(_worker, _clients[slot].Number, now, _transport.Port(slot));
        Send(slot, now);
    }

    /// <summary>Sends what a client may send now, all of it in one call.</summary>
    private void Send(int slot, long now)
    {
        Client client = _clients[slot];
        int count = 0;
        int length = 0;
        while (!IsClosing && client.MaySend(now) && length + _speech.MostMessageBytes <= _batch.Length)
        {
            length += _speech.Write(_batch.AsSpan(length), client.Number, client.NextSequence);
            client.Take();
            count++;
        }
        if (count > 0 && !Write(slot, client, count, length)) return;
        if (!IsClosing && client.IsFree && client.Due != Clock.Never && client.HasMore(now)) _due.Add(slot, client.Due);
    }

    private bool Write(int slot, Client client, int count, int length)
    {
        bool silent = client.InFlight == count;
        long written = Clock.Now;
        SocketError error = _transport.Send(slot, _batch.AsSpan(0, length));
        _record.Sent += client.Written(count, written);
        if (_tracer is not null) TellSent(_tracer, client, count);
        _record.AllSent += count;
        _record.InFlight += count;
        if (silent) _deadlines.Pinged(slot, written);
        client.IsFlushing = error == SocketError.WouldBlock;
        if (error is SocketError.Success or SocketError.WouldBlock) return true;
        Fail(slot, SocketFailure.WhileConnected(error));
        return false;
    }

    private void TellSent(LoadTracer tracer, Client client, int count)
    {
        for (int i = client.InFlight - count; i < client.InFlight; i++)
        {
            Flight flight = client.Flight(i);
            tracer.Sent(_worker, client.Number, flight.Written, client.OldestSequence + i, flight.Intended);
        }
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
            Fail(slot, ReplyReader.ClosedEarly(client));
            return;
        }
        if (partial) client.Partial.Grow(received);
        ReadOnlySpan<byte> rest = partial ? client.Partial.Bytes : room[..received];
        while (!rest.IsEmpty)
        {
            int consumed = _replies.Read(client, rest, out ClientFailure? failure);
            if (failure is not null)
            {
                Fail(slot, failure);
                return;
            }
            if (consumed == 0) break;
            Pong(slot, client, now);
            rest = rest[consumed..];
        }
        if (partial || !rest.IsEmpty) client.Partial.Keep(rest);
        GoOn(slot, client, now);
    }

    private void Pong(int slot, Client client, long now)
    {
        if (client.AwaitsFirstPong) _record.FirstPongWait.Record(now - client.Oldest.Written);
        _tracer?.Ponged(_worker, client.Number, now, client.OldestSequence);
        Flight flight = client.Answered(now);
        bool measured = client.IsMeasured(flight);
        if (client.IsWarmUp(flight)) _record.WarmUp.Record(now - flight.Intended);
        _record.Pong(flight, now, measured);
        if (client.InFlight == 0) _deadlines.Clear(slot);
        else _deadlines.Pinged(slot, client.Oldest.Written);
        if (measured) _run.Log.Ponged(client.Number, client.Pongs, _plan.PingsOf(client.Number), now - flight.Intended);
    }

    private void GoOn(int slot, Client client, long now)
    {
        if (client.IsDone)
        {
            Leave(slot);
        }
        else if (client.WantsNewConnection && client.HasMore(now) && !IsClosing)
        {
            _transport.Close(slot);
            _tracer?.Left(_worker, client.Number, now);
            client.Partial.Clear();
            Connect(slot);
        }
        else
        {
            Send(slot, now);
        }
    }

    private void Fail(int slot, ClientFailure failure)
    {
        Client client = _clients[slot];
        long now = Clock.Now;
        client.Fail(failure, now);
        for (int i = 0; i < client.InFlight; i++) _record.Lost(failure.Kind, client.IsMeasured(client.Flight(i)));
        if (client.ConnectingSince != 0) _record.Connecting--;
        _record.FailedClients++;
        _run.Log.Failed(client.Number, failure);
        _tracer?.Failed(_worker, client.Number, now, failure.Kind);
        if (client.Connected == 0) _run.Start.ClientIsReady();
        Leave(slot);
    }
}
