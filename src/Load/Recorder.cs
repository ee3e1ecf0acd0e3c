using System.Diagnostics;

namespace Sockeye.Load;

/// <summary>Puts the clients' events into one order, tells the observer, and makes the result. Times are taken before
/// the lock: waiting for it is not measured.</summary>
internal sealed class Recorder
{
    private readonly Lock _lock = new();
    private readonly List<int> _order = [];
    private readonly ClientTrack[] _tracks;
    private readonly ClientPlan _plan;
    private readonly ClientObserver? _observer;
    private readonly long _started = Stopwatch.GetTimestamp();

    internal Recorder(ClientPlan plan, ClientObserver? observer)
    {
        _plan = plan;
        _observer = observer;
        _tracks = new ClientTrack[plan.Clients];
        for (int i = 0; i < _tracks.Length; i++) _tracks[i] = new(i, plan.PingsOf(i));
    }

    internal ClientTrack Track(int client) => _tracks[client];

    internal void Connected(int client, TimeSpan connect)
    {
        lock (_lock) _observer?.Connected(client, connect);
    }

    internal void Ponged(in Pong pong)
    {
        lock (_lock)
        {
            _order.Add(pong.Client);
            _observer?.Ponged(pong);
        }
    }

    internal void Failed(int client, ClientFailure failure)
    {
        lock (_lock) _observer?.Failed(client, failure);
    }

    internal void Left(int client)
    {
        lock (_lock) _observer?.Left(client);
    }

    internal LoadResult Result() => new()
    {
        Plan = _plan,
        Clients = [.. _tracks.Select(track => track.Result(_started))],
        Order = _order,
        Wall = Stopwatch.GetElapsedTime(_started),
        Interrupted = _tracks.Any(track => track.Interrupted),
    };
}
