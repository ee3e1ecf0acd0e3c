using System.Globalization;

namespace Sockeye.Load;

/// <summary>The checks of a run, each a reason or nothing. Pure: the same result is always judged the same.</summary>
internal static class VerdictChecks
{
    internal static IEnumerable<VerdictReason> Of(LoadResult result, double? ceiling, IReadOnlyList<int>? serverCpus) =>
        ((VerdictReason?[])
        [
            Identity(result.Counts), Rate(result), Unsent(result), Lag(result), Cpu(result), Worker(result), Collections(result),
            Pool(result.Self), Little(result), Ceiling(result, ceiling), Cores(result, serverCpus), Nothing(result),
        ]).OfType<VerdictReason>();

    private static VerdictReason? Identity(PingCounts counts) => counts.AddsUp
        ? null
        : new(
            VerdictState.Invalid, "identity",
            $"scheduled: {Counted.Of(counts.Scheduled, "ping")}, and another number is accounted for: a bug in the client");

    private static VerdictReason? Nothing(LoadResult result) => result.Counts.Scheduled == 0 && !result.Interrupted
        ? new(VerdictState.Suspect, "pings", "none was due in the measured window: take a longer --duration, or a higher --rate")
        : null;

    // The client's own shortfall is in Unsent; what is missing besides is no fault of the measurement, but response times then grow for
    // as long as the run lasts.
    private static VerdictReason? Rate(LoadResult result)
    {
        if (result.Plan.OwnRate is not { } target || result.Interrupted || result.Counts.Scheduled == 0) return null;
        double reached = result.Self.AchievedRate / target;
        if (reached > VerdictLimits.RateTooHigh) return new(VerdictState.Invalid, "rate", $"{Percent(reached)} of the rate was sent");
        if (reached >= VerdictLimits.RateSuspect) return null;
        double unsent = (double)result.Self.UnsentWhileWritable / Math.Max(1, result.Counts.Scheduled);
        bool ownFault = reached + unsent >= VerdictLimits.RateSuspect;
        (VerdictState state, string why) = (ownFault, reached < VerdictLimits.RateInvalid) switch
        {
            (true, true) => (VerdictState.Invalid, "the client could not keep up"),
            (true, false) => (VerdictState.Suspect, "the client hardly kept up"),
            _ => (VerdictState.Suspect, HeldBack(result, reached)),
        };
        return new(state, "rate", $"{Percent(reached)} of the rate was sent: {why}");
    }

    private static string HeldBack(LoadResult result, double reached)
    {
        ClientResult[] failed = [.. result.Clients.Where(client => client.Failure is not null)];
        double lost = (double)failed.Sum(client => (long)client.Pings - client.Sent) / result.Counts.Scheduled;
        if (reached + lost >= VerdictLimits.RateSuspect)
            return $"{Counted.Of(failed.Length, "client")} failed, and sent no more";
        string who = Cpu(result) is not null || Worker(result) is not null
            ? "every connection was busy, and so was this client: which of the two held the rest back is not known"
            : "every connection was busy: the server held the rest back, or there are too few clients for that rate";
        return $"{who}, so response times depend on the length of the run";
    }

    private static VerdictReason? Unsent(LoadResult result)
    {
        long unsent = result.Self.UnsentWhileWritable;
        if (unsent == 0 || result.Interrupted) return null;
        VerdictState state = unsent > VerdictLimits.UnsentInvalid * result.Counts.Scheduled ? VerdictState.Invalid : VerdictState.Suspect;
        return new(state, "unsent", $"{Counted.Of(unsent, "ping")} late although the connection might have sent: use more --workers");
    }

    private static VerdictReason? Lag(LoadResult result)
    {
        if (result.Self.Lag.Percentile(99) is not { } lag || result.Service.Percentile(50) is not { } service) return null;
        double share = (double)lag.Value / Math.Max(1, service.Value);
        return Above(share, VerdictLimits.LagSuspect, VerdictLimits.LagInvalid) is { } state
            ? new(state, "send lag",
                $"p99 {Micros(lag.Value)} by the client's own fault, beside a median service time of {Micros(service.Value)}"
                    + Stolen(result.Self))
            : null;
    }

    // A core that stands still is late whatever its client does: the cure is another machine.
    private static string Stolen(LoadSelf self) => self.StolenShare is { } share && share > VerdictLimits.StolenTold
        ? $"; the host of this virtual machine took {Percent(share)} of the time of its cores: use a machine of its own"
        : "";

    private static VerdictReason? Cpu(LoadResult result)
    {
        // Who spins is not busy: there was nothing to do.
        double share = Share((result.Self.Cpu - result.Self.Spinning) / result.Self.Cores, result.Window);
        return Above(share, VerdictLimits.CpuSuspect, VerdictLimits.CpuInvalid) is { } state
            ? new(state, "client cpu", $"{Percent(share)} of its {Counted.Of(result.Self.Cores, "core")}: it may be what is slow")
            : null;
    }

    private static VerdictReason? Worker(LoadResult result)
    {
        // A closed loop without think time is as fast as its worker, and the ceiling says how fast that is.
        double share = Share(result.Self.BusiestWorkerCpu, result.Window);
        return Above(share, VerdictLimits.WorkerSuspect, VerdictLimits.WorkerInvalid) is { } state
            ? new(state, "client worker", $"its busiest thread used {Percent(share)} of a core: use more --workers")
            : null;
    }

    private static VerdictReason? Collections(LoadResult result)
    {
        double share = Share(result.Self.GcPauses, result.Window);
        if (Above(share, VerdictLimits.GcSuspect, VerdictLimits.GcInvalid) is { } state)
            return new(state, "gc", $"collections stopped the client for {Percent(share)} of the time");
        return result.Response.Percentile(99) is { } p99 && result.Self.LongestGcPause.TotalNanoseconds > p99.Value
            ? new(VerdictState.Suspect, "gc", $"a collection stopped the client for {Millis(result.Self.LongestGcPause)}, longer than p99")
            : null;
    }

    private static VerdictReason? Pool(LoadSelf self)
    {
        if (self.LongestPoolDelay is not { } delay || delay <= VerdictLimits.PoolSuspect) return null;
        return new(
            delay > VerdictLimits.PoolInvalid ? VerdictState.Invalid : VerdictState.Suspect,
            "thread pool", $"an item waited {Millis(delay)} in the client's queue: use --transport kernel, or fewer clients");
    }

    // N = X · R. It holds while all clients are at work: for the whole of a duration, and not where each has a number of pings, or one
    // waits without end, which is the server's affair. Of each client the window cuts through one ping at either end: by the longest of
    // them the sum may be off.
    private static VerdictReason? Little(LoadResult result)
    {
        ClientPlan plan = result.Plan;
        if (plan.Loop != Loop.Closed || plan.Duration is null || plan.DelayBetween > TimeSpan.Zero || plan.ReconnectEvery is not null
            || result.Interrupted || result.Window == TimeSpan.Zero || result.Clients.Any(client => client.Failure is not null)
            || result.Counts.Answered != result.Counts.Scheduled)
        {
            return null;
        }
        double expected = (double)result.Clients.Count * plan.Depth;
        LatencyExtremes times = result.Response.Exact;
        double seen = (times.SumNs + times.AgeSumNs) / result.Window.TotalNanoseconds;
        double cut = Math.Max(result.Response.Max ?? 0, result.WarmUpResponse.Max ?? 0) / result.Window.TotalNanoseconds;
        double error = Math.Abs(expected - seen) / expected - cut;
        return Above(error, VerdictLimits.LittleSuspect, VerdictLimits.LittleInvalid) is { } state
            ? new(state, "Little's law", string.Create(
                CultureInfo.InvariantCulture, $"rate × response time is {seen:0.0} pings in flight, and the clients keep {expected:0}"))
            : null;
    }

    private static VerdictReason? Ceiling(LoadResult result, double? ceiling)
    {
        if (ceiling is not { } most || result.Window == TimeSpan.Zero || result.Counts.Answered == 0) return null;
        double share = most / (result.Counts.Answered / result.Window.TotalSeconds);
        if (share >= VerdictLimits.CeilingSuspect) return null;
        return new(
            share < VerdictLimits.CeilingInvalid ? VerdictState.Invalid : VerdictState.Suspect,
            "calibration", string.Create(
                CultureInfo.InvariantCulture,
                $"against a server that does nothing this client reaches {most:N0}/s, only {share:0.0} times this rate"));
    }

    private static VerdictReason? Cores(LoadResult result, IReadOnlyList<int>? serverCpus)
    {
        if (!result.Plan.StaysHere) return null;
        IReadOnlyList<int> own = result.Self.ClientCpus;
        if (serverCpus is not null && own.Count > 0 && !own.Intersect(serverCpus).Any()) return null;
        return new(
            VerdictState.Suspect, "shared cores",
            "client and server may run on the same cores: pin them apart (--cpus here, taskset there), or use two machines");
    }

    private static VerdictState? Above(double value, double suspect, double invalid) =>
        value > invalid ? VerdictState.Invalid : value > suspect ? VerdictState.Suspect : null;

    private static double Share(TimeSpan part, TimeSpan window) => window > TimeSpan.Zero ? part / window : 0;

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private static string Micros(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.#} us");

    private static string Millis(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0#} ms");
}
