using System.Diagnostics;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>How long questions took to be answered.</summary>
internal sealed class RoundTrips
{
    private readonly List<TimeSpan> _times = [];

    internal TimeSpan Percentile99 => _times.Order().ElementAt(_times.Count * 99 / 100);

    internal TimeSpan Longest => _times.Max();

    internal void Time(Action ask)
    {
        long start = Stopwatch.GetTimestamp();
        ask();
        _times.Add(Stopwatch.GetElapsedTime(start));
    }
}
