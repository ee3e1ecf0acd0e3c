namespace Sockeye.Lab;

/// <summary>What servers are to bear, for how long. Immutable.</summary>
public sealed record SoakPlan
{
    /// <summary>The most peers at once.</summary>
    public const int MostConnections = 10_000;

    /// <summary>The servers.</summary>
    public required IReadOnlyList<Contender> Servers { get; init; }

    /// <summary>Whether all of them are soaked at the same time, each by peers of its own, and not one after another. Defaults to false.
    /// The danger: they take each other's time, and this process may be late to see what they did.</summary>
    public bool Together { get; init; }

    /// <summary>How long new connections are begun to each; where there is a goal (<see cref="Kills"/>, <see cref="Bytes"/>), at most so
    /// long. Defaults to 20 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many peers talk at once. Defaults to 64.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>What everything random is drawn from: what a peer does in its n-th life is the same for the same seed. Defaults to
    /// 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What is said. Defaults to <see cref="SoakProtocol.Echo"/>.</summary>
    public SoakProtocol Protocol { get; init; }

    /// <summary>What is done to half of the connections on their way; none: all go straight to the server. Defaults to all that a
    /// server must bear.</summary>
    public IReadOnlyList<ToxicKind> Toxics { get; init; } = ToxicCatalog.Bearable;

    /// <summary>How many connections are to be killed in the middle; it is over as soon as all goals are reached. Null: no goal.</summary>
    public long? Kills { get; init; }

    /// <summary>How many bytes are to come back and be right. Null: no goal.</summary>
    public long? Bytes { get; init; }

    /// <summary>How often, after that, each server is started and stopped under load by SIGTERM: what was asked before the signal must be
    /// answered. Defaults to 0.</summary>
    public int Stops { get; init; }

    /// <summary>How many clients drip, after that, beside a hundred that mean well (slowloris): all are to be cut, and nobody else to
    /// wait for them. Defaults to 0: none. A server that serves one at a time is not asked.</summary>
    public int Drips { get; init; }

    /// <summary>The clocks of the server: short, so that whoever has vanished is noticed in time.</summary>
    internal TimeSpan Clock { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much of the growth of memory is bearable, in MiB an hour.</summary>
    internal static double MostGrowth => 1;

    internal bool HasGoal => Kills is not null || Bytes is not null;
}

/// <summary>What is said in a soak; every byte of an answer is known beforehand.</summary>
public enum SoakProtocol
{
    /// <summary>Random bytes, which must come back.</summary>
    Echo,

    /// <summary>Pings with random payloads, and their pongs.</summary>
    PingPong,
}
