using System.Collections.Concurrent;

namespace Sockeye.Load;

/// <summary>A run, a second at a time: adds the workers' parts, and keeps of each second a small copy. The workers only hand over;
/// the work is done by whoever calls <see cref="Gather"/>, one at a time.</summary>
internal sealed class IntervalCollector(int workers)
{
    internal const long Length = Clock.Second;

    // An hour and a day are alike to read; beyond, seconds are no longer kept apart.
    internal const int Most = 24 * 60 * 60;

    private readonly ConcurrentQueue<IntervalPart> _handed = [];
    private readonly SortedDictionary<int, Sum> _open = [];
    private readonly List<LoadInterval> _closed = [];

    /// <summary>The response times of all that was gathered.</summary>
    internal Latencies Responses { get; } = new();

    internal void Hand(IntervalPart part) => _handed.Enqueue(part);

    /// <summary>Adds up what was handed over.</summary>
    /// <param name="last">Nothing more will come.</param>
    /// <returns>The latest whole interval; null where none was completed.</returns>
    internal LoadInterval? Gather(bool last)
    {
        while (_handed.TryDequeue(out IntervalPart part))
        {
            if (!_open.TryGetValue(part.Interval, out Sum? sum)) _open[part.Interval] = sum = new();
            sum.Add(part);
            Responses.Add(part.Responses);
            part.Responses.Reset();
            part.Spares.Enqueue(part.Responses);
        }
        LoadInterval? latest = null;
        foreach ((int interval, Sum sum) in _open.ToArray())
        {
            // A worker that had nothing left to do hands nothing over: its seconds close with the next ones.
            if (!last && sum.Parts < workers) break;
            _open.Remove(interval);
            latest = sum.Close(TimeSpan.FromSeconds(interval));
            if (_closed.Count < Most) _closed.Add(latest);
        }
        return latest;
    }

    internal IReadOnlyList<LoadInterval> Intervals => _closed;

    private sealed class Sum
    {
        private Latencies? _responses;
        private long _sent;
        private long _answered;
        private long _failed;
        private long _inFlight;

        internal int Parts { get; private set; }

        internal void Add(IntervalPart part)
        {
            Parts++;
            _sent += part.Sent;
            _answered += part.Answered;
            _failed += part.Failed;
            _inFlight += part.InFlight;
            if (part.Responses.Count == 0) return;
            if (_responses is null) _responses = part.Responses.Snapshot();
            else _responses.Add(part.Responses);
        }

        internal LoadInterval Close(TimeSpan start) => new(start, _sent, _answered, _failed, _inFlight, _responses?.Snapshot());
    }
}

/// <summary>What one worker hands over of a second.</summary>
/// <param name="Interval">Which second, from the begin of what is measured; negative before.</param>
/// <param name="Sent">Pings sent.</param>
/// <param name="Answered">Pings answered.</param>
/// <param name="Failed">Pings failed or timed out.</param>
/// <param name="InFlight">Pings unanswered at its end.</param>
/// <param name="Responses">Response times.</param>
/// <param name="Spares">Where the histogram goes back to, emptied.</param>
internal readonly record struct IntervalPart(
    int Interval, long Sent, long Answered, long Failed, long InFlight, Latencies Responses, ConcurrentQueue<Latencies> Spares);
