namespace Sockeye.Load;

/// <summary>What the client has seen of itself while it measured: whether its figures are the server's, or its own.</summary>
public sealed record LoadSelf
{
    /// <summary>CPU of this process in the measured window, user and system.</summary>
    public TimeSpan Cpu { get; init; }

    /// <summary>How many cores its workers are pinned to; where they are not, or the thread pool carries pings with them, how many this
    /// process may use.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>How much of that its workers have spent on looking whether there is something to do, instead of sleeping.</summary>
    public TimeSpan Spinning { get; init; }

    /// <summary>CPU of the worker thread that used most, in the measured window, its <see cref="Spinning"/> not counted; zero where the
    /// system does not tell.</summary>
    public TimeSpan BusiestWorkerCpu { get; init; }

    /// <summary>Which share of the time of <see cref="ClientCpus"/> the host of this virtual machine gave to others (steal), so that
    /// they stood still; null where the system does not tell.</summary>
    public double? StolenShare { get; init; }

    /// <summary>How long collections stopped this process, in the measured window, together.</summary>
    public TimeSpan GcPauses { get; init; }

    /// <summary>The longest that collections stopped it; at most that, where two came within a tenth of a second.</summary>
    public TimeSpan LongestGcPause { get; init; }

    /// <summary>The longest that an item waited in the thread pool's queue; null where the transport does not use the pool.</summary>
    public TimeSpan? LongestPoolDelay { get; init; }

    /// <summary>Bytes that the workers allocated in the measured window: some kilobytes a second, and nothing for a ping.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>How late pings went out by this client's own fault: from when a ping was due and its connection might send, until it
    /// was written. What a busy connection adds is the server's, and in <see cref="LoadResult.SendLag"/> only. Empty in a closed
    /// loop.</summary>
    public Latencies Lag { get; init; } = new();

    /// <summary>Pings that were due in the measured window, and unsent at its end although their connection might have sent them:
    /// the client's own ceiling.</summary>
    public long UnsentWhileWritable { get; init; }

    /// <summary>The cores that its workers are pinned to; where they are not, or the thread pool carries pings with them, those that this
    /// process may run on. Empty where the system does not tell.</summary>
    public IReadOnlyList<int> ClientCpus { get; init; } = [];

    /// <summary>Pings sent a second, over the measured window.</summary>
    public double AchievedRate { get; init; }
}
