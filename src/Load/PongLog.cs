using System.Runtime.ExceptionServices;

namespace Sockeye.Load;

/// <summary>
/// Puts the clients' events into one order, which is that of the result, and tells the observer, on a thread of its own: however
/// slow that is, no ping waits for it and no time includes it. Only an observer that is <see cref="MostUntold"/> events behind
/// holds the clients up.
/// </summary>
internal sealed class PongLog
{
    private const int MostUntold = 65_536;

    private readonly object _lock = new();
    private readonly List<int>? _order;
    private readonly ClientObserver? _observer;
    private readonly Action _stop;
    private readonly Thread? _teller;
    private List<Event> _untold = [];
    private bool _ended;
    private ExceptionDispatchInfo? _fault;

    /// <param name="plan">The plan.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="stop">Ends the run: called where the observer throws.</param>
    internal PongLog(ClientPlan plan, ClientObserver? observer, Action stop)
    {
        long pings = plan.OwnClients.Sum(client => (long)plan.PingsOf(client));
        if (plan.Duration is null && pings <= LoadResult.MostOrdered) _order = new((int)pings);
        _observer = observer;
        _stop = stop;
        if (observer is not null) _teller = new(Tell) { IsBackground = true, Name = "client observer" };
    }

    /// <summary>Begins to tell.</summary>
    internal void Start() => _teller?.Start();

    /// <summary>The clients' numbers, in the order of their pongs.</summary>
    internal IReadOnlyList<int> Order => _order ?? [];

    internal void Connected(int client, long nanoseconds) => Enqueue(new(EventKind.Connected, client, 0, 0, nanoseconds, null));

    internal void Ponged(int client, int sequence, int pings, long nanoseconds)
    {
        if (_order is null && _observer is null) return;
        Enqueue(new(EventKind.Ponged, client, sequence, pings, nanoseconds, null));
    }

    internal void Failed(int client, ClientFailure failure) => Enqueue(new(EventKind.Failed, client, 0, 0, 0, failure));

    internal void Left(int client) => Enqueue(new(EventKind.Left, client, 0, 0, 0, null));

    /// <summary>Waits until everything is told. What the observer threw is thrown here.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
        // One that could not be started has nobody to join.
        if (_teller is { IsAlive: true }) _teller.Join();
        _fault?.Throw();
    }

    private void Enqueue(in Event happened)
    {
        lock (_lock)
        {
            if (happened.Kind == EventKind.Ponged) _order?.Add(happened.Client);
            if (_observer is null || _fault is not null) return;
            while (_untold.Count >= MostUntold && _fault is null) Monitor.Wait(_lock);
            _untold.Add(happened);
            if (_untold.Count == 1) Monitor.PulseAll(_lock);
        }
    }

    private void Tell()
    {
        List<Event> telling = [];
        while (true)
        {
            lock (_lock)
            {
                while (_untold.Count == 0)
                {
                    if (_ended) return;
                    Monitor.Wait(_lock);
                }
                (telling, _untold) = (_untold, telling);
                Monitor.PulseAll(_lock);
            }
            try
            {
                foreach (Event happened in telling) Tell(happened);
            }
            catch (Exception fault)
            {
                lock (_lock)
                {
                    _fault = ExceptionDispatchInfo.Capture(fault);
                    Monitor.PulseAll(_lock);
                }
                _stop();
                return;
            }
            telling.Clear();
        }
    }

    private void Tell(in Event happened)
    {
        switch (happened.Kind)
        {
            case EventKind.Connected: _observer!.Connected(happened.Client, Clock.Time(happened.Nanoseconds)); break;
            case EventKind.Failed: _observer!.Failed(happened.Client, happened.Failure!); break;
            case EventKind.Left: _observer!.Left(happened.Client); break;
            default:
                _observer!.Ponged(new(happened.Client, happened.Sequence, happened.Pings, Clock.Time(happened.Nanoseconds)));
                break;
        }
    }

    private enum EventKind
    {
        Connected,
        Ponged,
        Failed,
        Left,
    }

    private readonly record struct Event(
        EventKind Kind, int Client, int Sequence, int Pings, long Nanoseconds, ClientFailure? Failure);
}
