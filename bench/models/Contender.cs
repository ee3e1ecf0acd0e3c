namespace Sockeye.Bench;

/// <summary>A server that is measured.</summary>
/// <param name="Name">Its name in the tables.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Start">How it is started for so many connections; it prints its port as its first line.</param>
internal sealed record Contender(string Name, string Summary, Func<int, Launch> Start)
{
    /// <summary>Why this machine cannot run it; null where it can.</summary>
    internal string? Missing { get; init; }

    /// <summary>Whether its code is compiled while it runs, and so grows faster for a while.</summary>
    internal bool Compiles { get; init; } = true;

    /// <summary>The most connections that it serves at once, and why no more.</summary>
    internal (int Connections, string Reason) Most { get; init; } = (int.MaxValue, "");

    /// <summary>Why it is not measured on a workload; null where it is.</summary>
    internal string? Refuses(Workload workload) =>
        Missing ?? (workload.Kind != WorkloadKind.Churn && workload.Connections > Most.Connections ? Most.Reason : null);
}
