namespace Sockeye.Load;

/// <summary>How a run begins: who connects when, and where all wait for the last one before the first ping is sent, the moment from
/// which everything is scheduled.</summary>
internal sealed class StartLine
{
    private readonly ClientPlan _plan;
    private readonly double _connectsPerSecond;
    private readonly Action _begun;
    private volatile Timeline? _timeline;
    private int _notReady;

    /// <param name="plan">What is to be done.</param>
    /// <param name="clients">How many of its clients are here.</param>
    /// <param name="begun">Called where the last client begins the schedule.</param>
    internal StartLine(ClientPlan plan, int clients, Action begun)
    {
        (_plan, _notReady, _begun) = (plan, clients, begun);
        _connectsPerSecond = plan.Ramp is { Ticks: > 0 } ramp
            ? plan.Clients / ramp.TotalSeconds
            : plan.ConnectRate ?? double.PositiveInfinity;
        Started = Clock.Now;
        if (!plan.HasBarrier) _timeline = Timeline.Of(plan, Started);
    }

    /// <summary>When the first client connects.</summary>
    internal long Started { get; }

    /// <summary>When what happens; null until all clients are connected, or have failed to.</summary>
    internal Timeline? Timeline => _timeline;

    /// <summary>When a client is to connect: a nanosecond after the one before, at least, so that they stand in the server's backlog
    /// in the order of their numbers.</summary>
    internal long ConnectAt(int client) => Started + client + (long)(client / _connectsPerSecond * Clock.Second);

    /// <summary>A client is connected for the first time, or has failed to be. The last one begins the schedule.</summary>
    internal void ClientIsReady()
    {
        if (Interlocked.Decrement(ref _notReady) > 0 || _timeline is not null) return;
        _timeline = Timeline.Of(_plan, Clock.Now);
        _begun();
    }
}
