using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>What a thread spends in the measured window: both ends are told by that thread itself.</summary>
internal sealed class WindowCost
{
    private bool _lasts;

    /// <summary>CPU, in nanoseconds; 0 where the system does not tell.</summary>
    internal long Cpu { get; private set; }

    /// <summary>Bytes that it allocated.</summary>
    internal long Allocated { get; private set; }

    internal void Begin()
    {
        _lasts = true;
        Cpu = -ThreadCpu;
        Allocated = -GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>Ends it, if it began.</summary>
    internal void End()
    {
        if (!_lasts) return;
        _lasts = false;
        Cpu += ThreadCpu;
        Allocated += GC.GetAllocatedBytesForCurrentThread();
    }

    private static long ThreadCpu => OperatingSystem.IsLinux() ? CurrentThread.CpuNanoseconds : 0;
}
