using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>Samples of a server's memory while it is soaked, evenly spread.</summary>
/// <param name="duration">For how long, at most.</param>
internal sealed class SoakSamples(TimeSpan duration)
{
    private const int AboutSamples = 1000;

    // A sample makes the kernel walk through the process' memory: a millisecond or so.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(100);

    // By then whatever a server does once, it has done.
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(30);

    private readonly TimeSpan _period = Longer(duration / AboutSamples, ShortestPeriod);
    private readonly List<(TimeSpan At, long Bytes)> _taken = [];

    /// <summary>The trend after the warm-up: half of the time, but no more than 30 minutes.</summary>
    internal MemoryTrend? Trend
    {
        get
        {
            if (_taken.Count == 0) return null;
            TimeSpan warm = _taken[^1].At / 2;
            if (warm > LongestWarmUp) warm = LongestWarmUp;
            return MemoryTrend.Of([.. _taken.Where(sample => sample.At >= warm)]);
        }
    }

    /// <summary>Takes one, if it is time.</summary>
    /// <returns>Whether the process still runs.</returns>
    internal bool TryTake(TimeSpan now, int process)
    {
        if (_taken.Count > 0 && now - _taken[^1].At < _period) return true;
        try
        {
            _taken.Add((now, OtherProcess.ResidentBytes(process)));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
