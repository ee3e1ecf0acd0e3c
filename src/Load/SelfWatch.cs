using System.Diagnostics;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>What the client sees of itself while its window lasts, its CPU, its collections, its pool: from when the first worker
/// enters the window until the last one is out of it.</summary>
internal sealed class SelfWatch(int workers, bool usesPool, IReadOnlyList<int> cpus)
{
    private readonly Lock _lock = new();
    private TimeSpan _cpuAtBegin;
    private StolenTime? _stolenAtBegin;
    private TimeSpan _pausesAtBegin;
    private TimeSpan _pausesAtLook;
    private TimeSpan _longestPause;
    private long _longestDelay;
    private int _workersLeft = workers;
    private bool _began;

    internal TimeSpan Cpu { get; private set; }

    internal TimeSpan Pauses { get; private set; }

    internal TimeSpan LongestPause => _longestPause;

    /// <summary>Which share of the time of its cores the host has given to others; null where the system does not tell.</summary>
    internal double? StolenShare { get; private set; }

    internal TimeSpan? LongestPoolDelay => usesPool ? Clock.Time(Volatile.Read(ref _longestDelay)) : null;

    /// <summary>The cores that this thread, and so the process, may run on; none where the system does not tell.</summary>
    internal static IReadOnlyList<int> Cpus => OperatingSystem.IsLinux() ? CurrentThread.Cpus : [];

    internal void WorkerBegins()
    {
        lock (_lock)
        {
            if (_began) return;
            _began = true;
            _cpuAtBegin = ProcessCpu;
            _stolenAtBegin = StolenTime.Now(cpus);
            _pausesAtBegin = _pausesAtLook = GC.GetTotalPauseDuration();
        }
    }

    /// <summary>Once of every worker, also of one that never began.</summary>
    internal void WorkerEnds()
    {
        lock (_lock)
        {
            if (--_workersLeft > 0 || !_began) return;
            Cpu = ProcessCpu - _cpuAtBegin;
            StolenShare = StolenTime.Now(cpus)?.ShareSince(_stolenAtBegin);
            LookAtPauses();
            Pauses = _pausesAtLook - _pausesAtBegin;
        }
    }

    /// <summary>To be called ten times a second: pauses are told apart by it.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            if (!_began || _workersLeft == 0) return;
            LookAtPauses();
        }
        if (usesPool) ThreadPool.UnsafeQueueUserWorkItem(Arrived, Clock.Now, preferLocal: false);
    }

    private void LookAtPauses()
    {
        TimeSpan pauses = GC.GetTotalPauseDuration();
        if (pauses - _pausesAtLook > _longestPause) _longestPause = pauses - _pausesAtLook;
        _pausesAtLook = pauses;
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
