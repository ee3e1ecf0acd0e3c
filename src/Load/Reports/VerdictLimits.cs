namespace Sockeye.Load;

/// <summary>From where on a run is suspect, and from where on invalid; each with whose experience it is.</summary>
internal static class VerdictLimits
{
    /// <summary>Pings sent over pings that were to be sent. Lancet (USENIX ATC 2019) refuses a run that is off by a tenth.</summary>
    internal const double RateSuspect = 0.99, RateInvalid = 0.90, RateTooHigh = 1.10;

    /// <summary>The client's own lag, p99, over the median service time. wrk2 and Treadmill (ISCA 2016) warn of a client whose lag
    /// is of the size of what it measures.</summary>
    internal const double LagSuspect = 0.10, LagInvalid = 1.0;

    /// <summary>CPU over the cores that the client has: k6 says to leave a fifth idle.</summary>
    internal const double CpuSuspect = 0.80, CpuInvalid = 0.95;

    /// <summary>Time that the host took of the client's cores: from here on a lag may be the host's, and the verdict says so.</summary>
    internal const double StolenTold = 0.005;

    /// <summary>CPU of the busiest worker over one core: Locust warns at 90 %.</summary>
    internal const double WorkerSuspect = 0.90, WorkerInvalid = 0.95;

    /// <summary>Waiting in the thread pool's queue: Orleans takes its silo for ill beyond such delays.</summary>
    internal static readonly TimeSpan PoolSuspect = TimeSpan.FromMilliseconds(1), PoolInvalid = TimeSpan.FromMilliseconds(10);

    /// <summary>Collections over the window: Fruth and others, Tell-Tale Tail Latencies (TPCTC 2021).</summary>
    internal const double GcSuspect = 0.01, GcInvalid = 0.05;

    /// <summary>By how much Little's law may be missed: a closed loop without think time keeps all its pings in flight.</summary>
    internal const double LittleSuspect = 0.03, LittleInvalid = 0.10;

    /// <summary>What the client does against the built-in server over what it did here: hyperfine and tcpkali measure their own
    /// floor likewise.</summary>
    internal const double CeilingSuspect = 3, CeilingInvalid = 1.2;

    /// <summary>Pings unsent although their connection might have sent them, over all.</summary>
    internal const double UnsentInvalid = 0.01;
}
