namespace Sockeye.Load;

/// <summary>
/// One thread and the clients that it carries, which no other thread touches. Its loop: do what is due, wait for something to
/// happen but not beyond what is due next, serve what has happened.
/// </summary>
internal sealed class Worker : IDisposable
{
    // So many are served before the sockets are looked at again: a pong that has come should not wait for all that is due.
    private const int MostDueAtOnce = 16;

    // A ping that is due for longer, on a free connection, is one that the client does not keep up with.
    private const long Overdue = 1_000_000;

    // A sleeping core takes some tens of microseconds to wake, and a virtual one more: a core of one's own stays awake so long before.
    private const long SpinOnOwnCore = 100_000;

    private readonly LoadRun _run;
    private readonly ClientPlan _plan;
    private readonly Client[] _clients;
    private readonly ITransport _transport;
    private readonly DueQueue _due;
    private readonly Deadlines _deadlines;
    private readonly Exchanges _exchanges;
    private readonly Action<int> _expire;
    private readonly long _spin;
    private Timeline? _timeline;
    private long _turnAt = Clock.Never;
    private bool _windowBegan;
    private bool _windowEnded;

    internal Worker(LoadRun run, int number, ClientPlan plan, Client[] clients, ITransport transport, WorkerRecord record)
    {
        (_run, _plan, _clients, _transport, Record) = (run, plan, clients, transport, record);
        _due = new(clients.Length);
        _deadlines = new(clients.Length, plan);
        _exchanges = new(run, number, plan, clients, transport, record, _due, _deadlines);
        _expire = _exchanges.Expire;
        bool ownCore = plan.Loop == Load.Loop.Open && plan.Cpus.Count >= plan.Workers;
        _spin = plan.Spin ? Clock.Never : ownCore ? SpinOnOwnCore : 0;
    }

    /// <summary>What it has recorded.</summary>
    internal WorkerRecord Record { get; }

    /// <summary>What its thread spent in the measured window.</summary>
    internal WindowCost Cost { get; } = new();

    /// <summary>Pings that were overdue at the end although their connection was free.</summary>
    internal long UnsentWhileWritable { get; private set; }

    /// <summary>When its last client left, or it stopped waiting.</summary>
    internal long Ended { get; private set; }

    /// <summary>Ends its wait; from any thread.</summary>
    internal void Wake() => _transport.Wake();

    internal void Run()
    {
        for (int slot = 0; slot < _clients.Length; slot++) _due.Add(slot, _run.Start.ConnectAt(_clients[slot].Number));
        Loop();
        Ended = Clock.Now;
        if (!_windowEnded) EndWindow();
        Account();
        Record.Close();
    }

    /// <summary>Closes its connections, whether or not it ran; where it did, on that thread.</summary>
    public void Dispose() => _transport.Dispose();

    private void Loop()
    {
        while (_exchanges.Over < _clients.Length && !_run.IsCancelled)
        {
            long now = Clock.Now;
            if (_timeline is null && _run.Start.Timeline is { } timeline) Begin(timeline);
            if (_timeline is not null) Proceed(now);
            bool waits = Record.InFlight > 0 || Record.Connecting > 0;
            if (_exchanges.IsClosing && (!waits || now >= _timeline!.Stop + Clock.Nanoseconds(_plan.Grace))) return;
            ServeDue();
            _deadlines.Sweep(now, _expire);

            long begin = Clock.Now;
            bool looks = Wait(WaitUntil() - begin);
            bool happened = false;
            while (_transport.TryTake(out Happening happening))
            {
                happened = true;
                _exchanges.Serve(happening);
                if (!_due.IsEmpty && _due.Next <= Clock.Now) ServeDue();
            }
            if (looks && !happened) Cost.Looked(Clock.Now - begin);
        }
    }

    /// <summary>Waits for something to happen, and awake for the last part of it.</summary>
    /// <returns>Whether this was a mere look.</returns>
    private bool Wait(long nanoseconds)
    {
        long spin = _timeline is null ? 0 : _spin;
        bool looks = nanoseconds > 0 && nanoseconds <= spin;
        Cost.StayedAwake(_transport.Wait(nanoseconds <= spin ? 0 : nanoseconds - spin));
        return looks;
    }

    private void ServeDue()
    {
        if (_due.IsEmpty) return;
        long now = Clock.Now;
        for (int i = 0; i < MostDueAtOnce && _due.TryTake(now, out int slot); i++)
        {
            _exchanges.ServeDue(slot, now);
            now = Clock.Now;
        }
    }

    private long WaitUntil()
    {
        long until = Math.Min(Math.Min(_deadlines.NextSweep, _turnAt), _due.Next);
        if (_timeline is null || _exchanges.IsClosing) return until;
        return Math.Min(until, !_windowBegan ? _timeline.Measure : !_windowEnded ? _timeline.End : _timeline.Stop);
    }

    /// <summary>All are connected, or there is nothing to wait for.</summary>
    private void Begin(Timeline timeline)
    {
        _timeline = timeline;
        for (int slot = 0; slot < _clients.Length; slot++)
        {
            _clients[slot].Begin(timeline);
            if (_clients[slot].State == ClientState.Connected) _exchanges.ServeDue(slot, Clock.Now);
        }
    }

    private void Proceed(long now)
    {
        if (now >= _turnAt || _turnAt == Clock.Never) _turnAt = Record.Turn(now, _timeline!.Measure);
        if (!_windowBegan && now >= _timeline!.Measure)
        {
            _windowBegan = true;
            _run.Self.WorkerBegins();
            Cost.Begin();
        }
        if (!_windowEnded && now >= _timeline!.End)
        {
            UnsentWhileWritable = _clients.LongCount(IsOverdue);
            EndWindow();
        }
        if (!_exchanges.IsClosing && now >= _timeline!.Stop) Close();
    }

    // Nothing more is scheduled. What is due and can go now still goes; the rest never will.
    private void Close()
    {
        for (int slot = 0; slot < _clients.Length; slot++)
        {
            if (_clients[slot].State == ClientState.Connected) _exchanges.ServeDue(slot, Clock.Now);
        }
        _exchanges.Close();
    }

    private bool IsOverdue(Client client) =>
        _plan.Loop == Load.Loop.Open && client.IsFree && client.Due < _timeline!.End - Overdue;

    private void EndWindow()
    {
        _windowEnded = true;
        Cost.End();
        _run.Self.WorkerEnds();
    }

    /// <summary>It is over: what has not been answered enters at its age.</summary>
    private void Account()
    {
        FinalAccount account = new(_plan, _timeline, Record, Ended, _run.IsCancelled, _exchanges.NeverSent);
        for (int slot = 0; slot < _clients.Length; slot++)
        {
            if (_clients[slot].State == ClientState.Over) continue;
            _clients[slot].Interrupted = _run.IsCancelled;
            _exchanges.Leave(slot);
        }
        // After all have left: what a trace is told here may be more than it holds.
        foreach (Client client in _clients) account.Enter(client);
    }
}
