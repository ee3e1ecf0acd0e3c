using System.Diagnostics;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>What the client sees of itself: its CPU, its collections, its pool. Between the begin and the end of the window.</summary>
internal sealed class SelfWatch(bool usesPool)
{
    private TimeSpan _cpuAtBegin;
    private TimeSpan _pausesAtBegin;
    private TimeSpan _pausesAtLook;
    private TimeSpan _longestPause;
    private long _longestDelay;
    private bool _began;

    internal TimeSpan Cpu { get; private set; }

    internal TimeSpan Pauses { get; private set; }

    internal TimeSpan LongestPause => _longestPause;

    internal TimeSpan? LongestPoolDelay => usesPool ? Clock.Time(Volatile.Read(ref _longestDelay)) : null;

    /// <summary>The cores that this thread, and so the process, may run on; none where the system does not tell.</summary>
    internal static IReadOnlyList<int> Cpus => OperatingSystem.IsLinux() ? CurrentThread.Cpus : [];

    internal void Begin()
    {
        _cpuAtBegin = ProcessCpu;
        _pausesAtBegin = _pausesAtLook = GC.GetTotalPauseDuration();
        _began = true;
    }

    internal void End()
    {
        if (!_began) return;
        Cpu = ProcessCpu - _cpuAtBegin;
        Look();
        Pauses = GC.GetTotalPauseDuration() - _pausesAtBegin;
        _began = false;
    }

    /// <summary>To be called ten times a second: pauses are told apart by it.</summary>
    internal void Look()
    {
        if (!_began) return;
        TimeSpan pauses = GC.GetTotalPauseDuration();
        if (pauses - _pausesAtLook > _longestPause) _longestPause = pauses - _pausesAtLook;
        _pausesAtLook = pauses;
        if (usesPool) ThreadPool.UnsafeQueueUserWorkItem(Arrived, Clock.Now, preferLocal: false);
    }

    private void Arrived(long queued)
    {
        long delay = Clock.Now - queued;
        if (delay > Volatile.Read(ref _longestDelay)) Volatile.Write(ref _longestDelay, delay);
    }

    private static TimeSpan ProcessCpu
    {
        get
        {
            using Process self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        }
    }
}
