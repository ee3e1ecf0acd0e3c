using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>What a thread spends in the measured window: both ends are told by that thread itself.</summary>
internal sealed class WindowCost
{
    private bool _lasts;

    // A look takes a microsecond. What took longer was no look: the thread stood still, or the kernel had something to do for it.
    private const long LongestLook = 10_000;

    /// <summary>CPU, in nanoseconds, what it has <see cref="Spun"/> not counted; 0 where the system does not tell.</summary>
    internal long Cpu { get; private set; }

    /// <summary>Bytes that it allocated.</summary>
    internal long Allocated { get; private set; }

    /// <summary>Nanoseconds that it spent on looking whether there is something to do.</summary>
    internal long Spun { get; private set; }

    internal void Begin()
    {
        _lasts = true;
        Cpu = -ThreadCpu;
        Allocated = -GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>It looked for so long, and there was nothing to do.</summary>
    internal void Looked(long nanoseconds)
    {
        if (_lasts && nanoseconds < LongestLook) Spun += nanoseconds;
    }

    /// <summary>It stayed awake while there was nothing to do, at the price of so many nanoseconds of CPU.</summary>
    internal void StayedAwake(long cpu)
    {
        if (_lasts) Spun += cpu;
    }

    /// <summary>Ends it, if it began.</summary>
    internal void End()
    {
        if (!_lasts) return;
        _lasts = false;
        Cpu = Math.Max(0, Cpu + ThreadCpu - Spun);
        Allocated += GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>CPU of this thread since it began, in nanoseconds; 0 where the system does not tell.</summary>
    internal static long ThreadCpu => OperatingSystem.IsLinux() ? CurrentThread.CpuNanoseconds : 0;
}
