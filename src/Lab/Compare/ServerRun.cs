using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>One run of a scenario against one server.</summary>
/// <param name="Round">Which round it was of, from 1.</param>
/// <param name="Load">What the clients saw.</param>
/// <param name="Usage">What the server took; null where the system does not tell.</param>
/// <param name="IdleBytes">What a silent connection added to the server's memory; null where there was none, or it is not told.</param>
/// <param name="Blast">Whom the scenario's slowness delayed; null where it has none.</param>
/// <param name="Verdict">Whether the figures can be trusted.</param>
internal sealed record ServerRun(
    int Round, LoadResult Load, ServerUsage? Usage, double? IdleBytes, BlastRadius? Blast, Verdict Verdict)
{
    /// <summary>Its figures, but for those that need another server's.</summary>
    internal IEnumerable<(Measure Measure, Figure Figure)> Figures() => [.. OfClients(), .. OfServer()];

    /// <summary>CPU of the server for 1,000 pings, in milliseconds; null where it is not told, or nothing was answered.</summary>
    internal double? Cpu => Usage is { } usage && AllAnswered > 0 ? PerThousand(usage.CpuNanoseconds / 1e6) : null;

    /// <summary>Whether every ping was answered: only then was the work the same.</summary>
    internal bool IsComplete => Load.Counts.Answered == Load.Counts.Scheduled;

    // A server is watched for the whole run, and has answered what came before the window and after it, too: a client's own count is of
    // the window alone.
    private long AllAnswered => Load.Intervals.Sum(interval => interval.Answered);

    /// <summary>The percentiles of response times that there are enough pings for.</summary>
    internal static IEnumerable<(Measure Measure, Figure Figure)> Percentiles(Latencies response)
    {
        foreach ((Measure measure, double percent) in
            ((Measure, double)[])[(Measures.ResponseP50, 50), (Measures.ResponseP99, 99), (Measures.ResponseP999, 99.9)])
        {
            if (response.Percentile(percent) is { } percentile)
                yield return (measure, new(percentile.Value / 1e6, percentile.IsBound));
        }
    }

    private IEnumerable<(Measure, Figure)> OfClients()
    {
        FirstPongTimes first = Load.FirstPong;
        yield return (Measures.Wall, new(Load.Wall.TotalMilliseconds));
        yield return (Measures.FirstPongMedian, new(first.Median.TotalMilliseconds, first.MedianIsBound));
        yield return (Measures.FirstPongWorst, new(first.Worst.TotalMilliseconds, first.WorstIsBound));
        if (Load.Interleaving is { } interleaving) yield return (Measures.Interleaving, new(interleaving));
        if (Blast?.Share is { } share) yield return (Measures.BlastRadius, new(share));
        foreach ((Measure, Figure) percentile in Percentiles(Load.Response)) yield return percentile;
        if (Load.Window > TimeSpan.Zero) yield return (Measures.Throughput, new(Load.Counts.Answered / Load.Window.TotalSeconds));
    }

    private IEnumerable<(Measure, Figure)> OfServer()
    {
        if (Cpu is { } cpu) yield return (Measures.Cpu, new(cpu));
        if (Usage is { } usage)
        {
            if (usage.Switches is { } switches && AllAnswered > 0) yield return (Measures.Switches, new(PerThousand(switches)));
            yield return (Measures.Threads, new(usage.Threads));
            yield return (Measures.Resident, new(usage.ResidentBytes / (double)(1 << 20)));
        }
        if (IdleBytes is { } idle) yield return (Measures.IdleCost, new(idle / 1024));
    }

    private double PerThousand(double amount) => amount / AllAnswered * 1000;
}
