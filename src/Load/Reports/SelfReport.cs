namespace Sockeye.Load;

/// <summary>What the client saw of itself, in the measured window.</summary>
/// <param name="Transport">What carried the pings.</param>
/// <param name="CpuMs">CPU of its process, user and system.</param>
/// <param name="SpinningMs">How much of that was looking whether there is something to do, instead of sleeping.</param>
/// <param name="StolenShare">Which share of the time of its cores the host of this virtual machine gave to others; null where the system
/// does not tell.</param>
/// <param name="Cores">How many cores it might use: those that its workers were pinned to, or all of the process.</param>
/// <param name="CpuShare">The share of those cores that it used.</param>
/// <param name="BusiestWorkerShare">The share of one core that its busiest worker used, spinning not counted.</param>
/// <param name="GcPausesMs">How long collections stopped it.</param>
/// <param name="LongestGcPauseMs">The longest of those stops.</param>
/// <param name="LongestPoolDelayMs">The longest wait in the thread pool's queue; null where the pool is not used.</param>
/// <param name="UnsentWhileWritable">Pings unsent although their connection might have sent them.</param>
/// <param name="Cpus">Which cores these were.</param>
/// <param name="Ceiling">What this client does against the built-in server, in pings a second; null where that was not measured.</param>
public sealed record SelfReport(
    string Transport, double CpuMs, double SpinningMs, double? StolenShare, int Cores, double? CpuShare, double? BusiestWorkerShare,
    double GcPausesMs, double LongestGcPauseMs, double? LongestPoolDelayMs, long UnsentWhileWritable, IReadOnlyList<int> Cpus,
    double? Ceiling)
{
    internal static SelfReport Of(LoadResult result, double? ceiling)
    {
        LoadSelf self = result.Self;
        double? window = result.Window > TimeSpan.Zero ? result.Window.TotalMilliseconds : null;
        return new(
            TransportChoice.Name(result.Transport),
            self.Cpu.TotalMilliseconds,
            self.Spinning.TotalMilliseconds,
            self.StolenShare,
            self.Cores,
            self.Cpu.TotalMilliseconds / (window * self.Cores),
            self.BusiestWorkerCpu.TotalMilliseconds / window,
            self.GcPauses.TotalMilliseconds,
            self.LongestGcPause.TotalMilliseconds,
            self.LongestPoolDelay?.TotalMilliseconds,
            self.UnsentWhileWritable,
            self.ClientCpus,
            ceiling);
    }
}
