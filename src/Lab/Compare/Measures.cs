namespace Sockeye.Lab;

/// <summary>What is measured of each server, in the order of the tables.</summary>
public static class Measures
{
    /// <summary>From the first connect call until the last client had left.</summary>
    public static Measure Wall { get; } = new("wallMs", "wall", "ms", 1);

    /// <summary>Time to first pong, from the connect call: the median over clients.</summary>
    public static Measure FirstPongMedian { get; } = new("firstPongMedianMs", "first pong", "ms", 2);

    /// <summary>Time to first pong: the client that waited longest.</summary>
    public static Measure FirstPongWorst { get; } = new("firstPongWorstMs", "first pong, worst", "ms", 2);

    /// <summary>How much clients took turns: 0 = one after another, 1 = in turns.</summary>
    public static Measure Interleaving { get; } = new("interleaving", "interleaving", "", 2);

    /// <summary>Clients that were delayed over those that might have been.</summary>
    public static Measure BlastRadius { get; } = new("blastRadius", "blast radius", "", 2);

    /// <summary>Response time: the median.</summary>
    public static Measure ResponseP50 { get; } = new("responseP50Ms", "p50", "ms", 3);

    /// <summary>Response time: the 99th percentile.</summary>
    public static Measure ResponseP99 { get; } = new("responseP99Ms", "p99", "ms", 3);

    /// <summary>Response time: 999 of 1,000 pings took no longer.</summary>
    public static Measure ResponseP999 { get; } = new("responseP999Ms", "p99.9", "ms", 3);

    /// <summary>Pongs a second, over the measured window.</summary>
    public static Measure Throughput { get; } = new("pongsPerSecond", "pongs/s", "", 0);

    /// <summary>The server's CPU, user and system, for 1,000 pings.</summary>
    public static Measure Cpu { get; } = new("cpuMsPer1000", "CPU per 1,000 pings", "ms", 1, IsOfServer: true);

    /// <summary>The same less that of <c>sequential</c> in the same round, for the same pings (Stevens' method): what the model itself
    /// costs.</summary>
    public static Measure CpuOverSequential { get; } =
        new("cpuOverSequentialMsPer1000", "over sequential", "ms", 1, IsOfServer: true);

    /// <summary>Context switches of the server's threads for 1,000 pings.</summary>
    public static Measure Switches { get; } = new("switchesPer1000", "switches per 1,000", "", 0, IsOfServer: true);

    /// <summary>The most threads that the server had.</summary>
    public static Measure Threads { get; } = new("threads", "threads", "", 0, IsOfServer: true);

    /// <summary>The server's memory at the end of the run.</summary>
    public static Measure Resident { get; } = new("residentMiB", "resident", "MiB", 1, IsOfServer: true);

    /// <summary>What a silent connection adds to it.</summary>
    public static Measure IdleCost { get; } = new("idleKiBPerConnection", "a silent connection", "KiB", 2, IsOfServer: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Wall, FirstPongMedian, FirstPongWorst, Interleaving, BlastRadius, ResponseP50, ResponseP99, ResponseP999, Throughput,
        Cpu, CpuOverSequential, Switches, Threads, Resident, IdleCost,
    ];
}
