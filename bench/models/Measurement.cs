namespace Sockeye.Bench;

/// <summary>What one server showed on one workload in one round. What a workload does not measure is null.</summary>
internal sealed record Measurement(string Server, string Workload, int Round)
{
    /// <summary>Pings, or connections on `churn`, that were measured.</summary>
    public long Count { get; init; }

    /// <summary>Microseconds of the server's CPU, user and system, per ping or connection.</summary>
    public double? CpuMicroseconds { get; init; }

    /// <summary>Pings or connections per second.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Half of the pings took no longer.</summary>
    public double? P50Microseconds { get; init; }

    /// <summary>99 of 100 pings took no longer.</summary>
    public double? P99Microseconds { get; init; }

    /// <summary>System calls of the server per ping or connection, counted apart.</summary>
    public double? SystemCalls { get; init; }

    /// <summary>Context switches of the server per ping or connection.</summary>
    public double? ContextSwitches { get; init; }

    /// <summary>Share of its core that the load took: at 1.0 the client was the limit, and what was served per second is its own.</summary>
    public double? LoadCpu { get; init; }

    /// <summary>Resident bytes with one connection.</summary>
    public double? ResidentAtOne { get; init; }

    /// <summary>Resident bytes with all connections, silent.</summary>
    public double? ResidentAtAll { get; init; }

    /// <summary>Resident bytes that a silent connection added.</summary>
    public double? ResidentPerConnection { get; init; }

    /// <summary>Bytes of those that are the process's own.</summary>
    public double? PrivatePerConnection { get; init; }
}
