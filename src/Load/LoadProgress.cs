namespace Sockeye.Load;

/// <summary>How far a run is, to be read from any thread while it lasts: make one, give it to
/// <see cref="LoadGenerator.Run(ClientPlan, ClientObserver?, LoadProgress?, LoadTracer?, CancellationToken)"/>, and look as often as you
/// like. Looking costs the run nothing.</summary>
public sealed class LoadProgress
{
    private volatile IProgressSource? _source;
    private volatile LoadInterval? _last;

    /// <summary>What the run is doing.</summary>
    public LoadPhase Phase => _source?.Phase ?? LoadPhase.Connecting;

    /// <summary>How long it has been in that phase.</summary>
    public TimeSpan InPhase => _source?.InPhase ?? TimeSpan.Zero;

    /// <summary>Clients that are connected.</summary>
    public long Connected => _source?.Sum(ProgressCounter.Connected) ?? 0;

    /// <summary>Clients that failed.</summary>
    public long FailedClients => _source?.Sum(ProgressCounter.FailedClients) ?? 0;

    /// <summary>Pings sent that count.</summary>
    public long Sent => _source?.Sum(ProgressCounter.Sent) ?? 0;

    /// <summary>Pings answered, of those.</summary>
    public long Answered => _source?.Sum(ProgressCounter.Answered) ?? 0;

    /// <summary>Pings that are unanswered at this moment, those that do not count included.</summary>
    public long InFlight => _source?.Sum(ProgressCounter.InFlight) ?? 0;

    /// <summary>The last whole second; null in the first one.</summary>
    public LoadInterval? LastInterval => _last;

    internal void Attach(IProgressSource source) => _source = source;

    internal void Tell(LoadInterval interval) => _last = interval;
}

/// <summary>What a run does, one after another.</summary>
public enum LoadPhase
{
    /// <summary>Its clients connect.</summary>
    Connecting,

    /// <summary>Pings go out that do not count.</summary>
    WarmUp,

    /// <summary>Pings go out that count.</summary>
    Measuring,

    /// <summary>Pings go out that do not count, so that those which do are answered under the same load.</summary>
    CoolDown,

    /// <summary>Nothing more is scheduled; what is unanswered is waited for.</summary>
    Draining,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>What a run can be asked for while it lasts.</summary>
internal interface IProgressSource
{
    LoadPhase Phase { get; }

    TimeSpan InPhase { get; }

    long Sum(ProgressCounter counter);
}

/// <summary>The counters of a worker that others may read.</summary>
internal enum ProgressCounter
{
    Connected,
    FailedClients,
    Sent,
    Answered,
    InFlight,
}
