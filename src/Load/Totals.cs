namespace Sockeye.Load;

/// <summary>What the workers of a run that is over have recorded, added up.</summary>
internal sealed class Totals(ClientCores cores, IReadOnlyList<Worker> workers, SelfWatch self)
{
    /// <summary>When the last worker ended.</summary>
    internal long Ended => workers.Max(worker => worker.Ended);

    internal PingCounts Counts => new(
        Sum(record => record.Scheduled),
        Sum(record => record.Answered),
        Sum(record => record.Failed),
        Sum(record => record.TimedOut),
        Sum(record => record.InFlightAtEnd),
        Sum(record => record.NeverSent));

    internal LoadSelf Self(TimeSpan window)
    {
        PingCounts counts = Counts;
        return new()
        {
            Cpu = self.Cpu,
            Cores = cores.Count,
            Spinning = Clock.Time(workers.Sum(worker => worker.Cost.Spun)),
            BusiestWorkerCpu = Clock.Time(workers.Max(worker => worker.Cost.Cpu)),
            StolenShare = self.StolenShare,
            GcPauses = self.Pauses,
            LongestGcPause = self.LongestPause,
            LongestPoolDelay = self.LongestPoolDelay,
            AllocatedBytes = workers.Sum(worker => worker.Cost.Allocated),
            Lag = Sum(record => record.Lag)!,
            UnsentWhileWritable = workers.Sum(worker => worker.UnsentWhileWritable),
            ClientCpus = cores.Cpus,
            AchievedRate = window > TimeSpan.Zero ? (counts.Scheduled - counts.NeverSent) / window.TotalSeconds : 0,
        };
    }

    internal long Sum(Func<WorkerRecord, long> count) => workers.Sum(worker => count(worker.Record));

    /// <summary>Adds the workers' histograms, into that of the first of them.</summary>
    /// <returns>The sum; null where the loop has none.</returns>
    internal Latencies? Sum(Func<WorkerRecord, Latencies?> part)
    {
        Latencies? total = null;
        foreach (Worker worker in workers)
        {
            if (part(worker.Record) is not { } recorded) continue;
            if (total is null) total = recorded;
            else total.Add(recorded);
        }
        return total;
    }
}
