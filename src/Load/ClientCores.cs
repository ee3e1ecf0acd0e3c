namespace Sockeye.Load;

/// <summary>The cores that the client of a run has.</summary>
/// <param name="Cpus">Which these are; none where the system does not tell.</param>
/// <param name="Count">How many.</param>
internal sealed record ClientCores(IReadOnlyList<int> Cpus, int Count)
{
    /// <summary>Those that the workers are pinned to; all of the process where they are not, and where the threads of the pool, which
    /// nobody pins, carry the pings with them.</summary>
    internal static ClientCores Of(ClientPlan plan, Transport transport, int workers)
    {
        // A worker more than there are cores shares one, and a core more than there are workers carries none.
        int[] pinned = transport == Transport.Async ? [] : [.. plan.Cpus.Take(workers).Distinct()];
        return pinned.Length > 0 ? new(pinned, pinned.Length) : new(SelfWatch.Cpus, Environment.ProcessorCount);
    }
}
