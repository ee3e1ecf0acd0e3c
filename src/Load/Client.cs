namespace Sockeye.Load;

/// <summary>
/// The accounting of one client: which ping is due when, what is in flight, what came of it. It knows no socket and no clock: both
/// are its worker's, who tells it what happened and at which moment. Moments are nanoseconds of <see cref="Clock"/>.
/// </summary>
internal sealed class Client
{
    private readonly ClientPlan _plan;
    private readonly int _pings;
    private readonly long _delay;
    private readonly bool _isOpen;
    private readonly int _pingsPerConnection;
    private Timeline? _timeline;
    private Schedule _schedule;
    private Flights _flights;
    private long _freeSince;
    private int _sentHere;
    private int _answeredHere;
    private int _taken;

    internal Client(int number, ClientPlan plan)
    {
        Number = number;
        _plan = plan;
        _pings = plan.PingsOf(number);
        _flights = new(plan.Depth);
        _delay = Clock.Nanoseconds(plan.DelayBetween);
        _isOpen = plan.Loop == Loop.Open;
        _pingsPerConnection = plan.ReconnectEvery ?? int.MaxValue;
        if (_isOpen) _schedule = new(plan, number);
    }

    internal int Number { get; }

    internal ClientState State { get; set; }

    /// <summary>Whether the kernel still owes it a part of a send.</summary>
    internal bool IsFlushing { get; set; }

    /// <summary>When its next ping is due; never, while that depends on a pong.</summary>
    internal long Due { get; private set; } = Clock.Never;

    /// <summary>The ping that is sent next, from 1, the warm-up included.</summary>
    internal long NextSequence { get; private set; } = 1;

    internal int InFlight => _flights.Count;

    /// <summary>The ping that the next reply answers.</summary>
    internal ref readonly Flight Oldest => ref _flights[0];

    /// <summary>A ping that is in flight, counted from the oldest.</summary>
    internal Flight Flight(int index) => _flights[index];

    internal long OldestSequence => NextSequence - InFlight;

    /// <summary>The beginning of a reply that has not come whole.</summary>
    internal PartialReply Partial;

    // What the result is made of; the counts are of measured pings.
    internal int Sent { get; private set; }

    internal int Pongs { get; private set; }

    internal int Scheduled { get; set; }

    internal long Started { get; set; }

    internal long Connected { get; private set; }

    internal long FirstPing { get; private set; }

    internal long FirstPong { get; private set; }

    internal long LastPong { get; private set; }

    internal long LongestResponse { get; private set; }

    internal ClientFailure? Failure { get; private set; }

    /// <summary>When that was.</summary>
    internal long FailedAt { get; private set; }

    internal bool Interrupted { get; set; }

    /// <summary>Whether all its pings are answered.</summary>
    internal bool IsDone => _plan.Duration is null && Pongs == _pings;

    /// <summary>Whether this connection has carried as many pings as the plan lets one carry.</summary>
    internal bool WantsNewConnection => _answeredHere >= _pingsPerConnection && InFlight == 0;

    /// <summary>Whether its first ping of this connection is the one that is in flight.</summary>
    internal bool AwaitsFirstPong => _answeredHere == 0;

    /// <summary>Since when it is connecting, for the first time or anew; 0 where it is not. Of one whose connection did not come about it
    /// stays.</summary>
    internal long ConnectingSince { get; set; }

    /// <summary>Since when its connection could carry a ping.</summary>
    internal long FreeSince => _freeSince;

    /// <summary>It is connected; the first time, or anew.</summary>
    internal void BeginConnection(long now)
    {
        State = ClientState.Connected;
        if (Connected == 0) Connected = now;
        ConnectingSince = 0;
        _freeSince = now;
        _sentHere = _answeredHere = 0;
        // The pong can be read before it is told that the ping's last part was sent: of a connection that is closed, that never is.
        IsFlushing = false;
    }

    /// <summary>Pings may be sent from now on.</summary>
    internal void Begin(Timeline timeline)
    {
        _timeline = timeline;
        Due = _isOpen ? timeline.Begin + _schedule.Due : timeline.Begin;
    }

    /// <summary>Whether it will send another ping, now or later, if nothing fails.</summary>
    internal bool HasMore(long now) => _timeline is { } timeline
        && (_plan.Duration is null ? Sent + _taken < _pings : (_isOpen ? Due : now) < timeline.Stop);

    /// <summary>Whether its connection could carry another ping, due or not.</summary>
    internal bool IsFree => State == ClientState.Connected && !IsFlushing && !_flights.IsFull && _sentHere < _pingsPerConnection;

    internal bool MaySend(long now) => IsFree && Due <= now && HasMore(now);

    /// <summary>Takes the ping that is due, which is about to be written, and says when the next one is due.</summary>
    internal void Take()
    {
        _flights.Add(new(_isOpen ? Due : 0, 0, 0));
        NextSequence++;
        _sentHere++;
        _taken++;
        if (_isOpen)
        {
            _schedule.MoveNext();
            Due = _timeline!.Begin + _schedule.Due;
        }
        else if (_delay > 0)
        {
            Due = Clock.Never;
        }
    }

    /// <summary>The youngest pings, so many, are written at this moment.</summary>
    /// <returns>How many of them are measured.</returns>
    internal int Written(int count, long now)
    {
        int measured = 0;
        for (int i = InFlight - count; i < InFlight; i++)
        {
            ref Flight flight = ref _flights[i];
            // In a closed loop a ping is due when it is sent.
            long intended = _isOpen ? flight.Intended : now;
            flight = new(intended, now, now - Math.Max(intended, _freeSince));
            if (IsMeasured(flight)) measured++;
        }
        if (FirstPing == 0) FirstPing = now;
        Sent += measured;
        _taken -= count;
        return measured;
    }

    /// <summary>The oldest ping was answered at this moment.</summary>
    internal Flight Answered(long now)
    {
        if (_flights.IsFull) _freeSince = now;
        _ = _flights.TryTake(out Flight flight);
        _answeredHere++;
        if (FirstPong == 0) FirstPong = now;
        LastPong = now;
        if (!_isOpen && _delay > 0) Due = now + _delay;
        if (!IsMeasured(flight)) return flight;
        Pongs++;
        LongestResponse = Math.Max(LongestResponse, now - flight.Intended);
        return flight;
    }

    /// <summary>It ends here. What is in flight stays so: it is accounted for when the run is over.</summary>
    internal void Fail(ClientFailure failure, long now) => (Failure, FailedAt) = (failure, now);

    internal bool IsMeasured(in Flight flight) => _timeline!.Counts(flight.Intended);

    internal bool IsWarmUp(in Flight flight) => flight.Intended < _timeline!.Measure;

    /// <summary>Takes the next ping that will never be answered out of the flight.</summary>
    internal bool TryAbandon(out Flight flight) => _flights.TryTake(out flight);

    /// <summary>Of an open loop: takes the next ping that was due before a moment, is measured, and will never be sent.</summary>
    internal bool TryForgo(long before, out long due)
    {
        due = 0;
        if (!_isOpen || _timeline is null) return false;
        while (Due < _timeline.Measure) Skip();
        due = Due;
        if (due >= before) return false;
        Skip();
        return true;
    }

    private void Skip()
    {
        NextSequence++;
        _schedule.MoveNext();
        Due = _timeline!.Begin + _schedule.Due;
    }

    internal ClientResult Result(long runStarted)
    {
        TimeSpan? Moment(long nanoseconds) => nanoseconds == 0 ? null : Clock.Time(nanoseconds - runStarted);
        return new()
        {
            Client = Number,
            Pings = Scheduled,
            Sent = Sent,
            Pongs = Pongs,
            Started = Moment(Started) ?? default,
            Connect = Moment(Connected) - Moment(Started),
            FirstPong = Moment(FirstPong) - Moment(Started),
            FirstPingSent = Moment(FirstPing),
            LastPongReceived = Moment(LastPong),
            LongestResponse = Clock.Time(LongestResponse),
            Failure = Failure,
        };
    }
}

/// <summary>How far a client is.</summary>
internal enum ClientState
{
    /// <summary>Its time to connect has not come.</summary>
    Waiting,

    /// <summary>It is connecting, for the first time or again.</summary>
    Connecting,

    /// <summary>It has a connection.</summary>
    Connected,

    /// <summary>It is done, or failed, or was interrupted.</summary>
    Over,
}
