namespace Sockeye.Load;

/// <summary>
/// Times of pings, recorded to three digits, and the ages of those that were never answered. One writer at a time; recording
/// allocates nothing. Two of them add up to what one would have recorded. In nanoseconds throughout.
/// </summary>
public sealed class Latencies
{
    private readonly Histogram _answered;
    private Histogram? _censored;
    private long _sum;
    private long _smallest = long.MaxValue;
    private long _largest;
    private long _ageSum;
    private long _smallestAge = long.MaxValue;
    private long _largestAge;

    /// <summary>Makes an empty one: 270 KB, and as much again when the first age is entered.</summary>
    public Latencies() => _answered = new();

    private Latencies(Histogram answered) => _answered = answered;

    /// <summary>The longest time that is told to three digits, in nanoseconds: 73 minutes. A longer one counts in
    /// <see cref="Overflow"/>.</summary>
    public const long Highest = Histogram.Highest;

    /// <summary>How many times were recorded: pings that were answered.</summary>
    public long Count => _answered.Total;

    /// <summary>How many ages were entered: pings that were not.</summary>
    public long Censored => _censored?.Total ?? 0;

    /// <summary>How many of the times and ages were longer than <see cref="Highest"/>. They take part as at least that;
    /// <see cref="Max"/> is exact all the same.</summary>
    public long Overflow { get; private set; }

    /// <summary>The shortest recorded time, exactly; null where none was.</summary>
    public long? Min => Count == 0 ? null : _smallest;

    /// <summary>The longest recorded time or age; null where there is none. Exact, but where it <see cref="MaxIsBound"/>.</summary>
    public long? Max => Count + Censored == 0 ? null : Math.Max(_largest, _largestAge);

    /// <summary>Whether the longest time is at least <see cref="Max"/>, and not known better: as soon as one ping was not answered, for
    /// behind any age hides a time that may be the longest.</summary>
    public bool MaxIsBound => Censored > 0;

    /// <summary>The mean of the recorded times, exactly; null where there is none.</summary>
    public double? Mean => Count == 0 ? null : (double)_sum / Count;

    /// <summary>Records the time of a ping that was answered.</summary>
    /// <param name="nanoseconds">The time; what a clock that stepped back makes negative counts as zero.</param>
    public void Record(long nanoseconds)
    {
        if (nanoseconds < 0) nanoseconds = 0;
        _sum += nanoseconds;
        if (nanoseconds < _smallest) _smallest = nanoseconds;
        if (nanoseconds > _largest) _largest = nanoseconds;
        if (nanoseconds > Highest) Overflow++;
        _answered.Record(Math.Min(nanoseconds, Highest));
    }

    /// <summary>Enters the age of a ping that was not answered: its time is at least that, and leaving it out would praise the
    /// server that never answered it.</summary>
    /// <param name="ageNanoseconds">From when it should have been sent until it was given up.</param>
    public void Censor(long ageNanoseconds) => Censor(ageNanoseconds, 1);

    /// <summary>Enters so many pings of one age.</summary>
    internal void Censor(long ageNanoseconds, long count)
    {
        if (count == 0) return;
        if (ageNanoseconds < 0) ageNanoseconds = 0;
        _ageSum += ageNanoseconds * count;
        if (ageNanoseconds < _smallestAge) _smallestAge = ageNanoseconds;
        if (ageNanoseconds > _largestAge) _largestAge = ageNanoseconds;
        if (ageNanoseconds > Highest) Overflow += count;
        (_censored ??= new()).Record(Math.Min(ageNanoseconds, Highest), count);
    }

    /// <summary>Adds everything that another one holds.</summary>
    /// <param name="other">The other, which stays as it is.</param>
    public void Add(Latencies other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _answered.Add(other._answered);
        if (other._censored is { } ages) (_censored ??= new()).Add(ages);
        Overflow += other.Overflow;
        Exact = Exact.With(other.Exact);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _answered.Clear();
        _censored?.Clear();
        Overflow = 0;
        Exact = default;
    }

    /// <summary>A copy to keep: a few kilobytes, until it is written to.</summary>
    /// <returns>One that holds the same.</returns>
    public Latencies Snapshot() => Of(_answered.Snapshot(), _censored?.Snapshot(), Overflow, Exact);

    internal static Latencies Of(Histogram answered, Histogram? censored, long overflow, LatencyExtremes exact) =>
        new(answered) { _censored = censored, Overflow = overflow, Exact = exact };

    /// <summary>The histograms of the times and of the ages, as text that HdrHistogram reads.</summary>
    internal (string Times, string? Ages) Encoded() =>
        (HdrEncoding.Encode(_answered), Censored == 0 ? null : HdrEncoding.Encode(_censored!));

    /// <summary>What the histograms round.</summary>
    internal LatencyExtremes Exact
    {
        get => new(_sum, Known(_smallest), _largest, _ageSum, Known(_smallestAge), _largestAge);
        private set => (_sum, _smallest, _largest, _ageSum, _smallestAge, _largestAge) = (
            value.SumNs, value.SmallestNs ?? long.MaxValue, value.LargestNs,
            value.AgeSumNs, value.SmallestAgeNs ?? long.MaxValue, value.LargestAgeNs);
    }

    /// <summary>A percentile of the times and ages together, with its interval.</summary>
    /// <param name="percent">From 0 to 100.</param>
    /// <returns>The percentile; null where fewer than <see cref="LatencyPercentile.LeastBeyond"/> pings lie beyond it.</returns>
    public LatencyPercentile? Percentile(double percent) => LatencyPercentile.Of(percent, Count + Censored, Ordered);

    /// <summary>The time or age of a rank, from 1, and how many are no longer than that.</summary>
    internal (long Value, long Count) AtRank(long rank)
    {
        (int index, long count) = CounterOf(rank);
        return (Math.Min(Histogram.HighestAt(index), Max ?? 0), count);
    }

    // From the shortest age on it is a bound: behind that age hides a time that may be any longer one.
    private (long Value, bool IsBound) Ordered(long rank)
    {
        (int index, _) = CounterOf(rank);
        bool isBound = (Censored > 0 && index >= Histogram.IndexOf(Math.Min(_smallestAge, Highest)))
            || (Overflow > 0 && index == Histogram.Length - 1);
        return (isBound ? Histogram.LowestAt(index) : Math.Min(Histogram.HighestAt(index), _largest), isBound);
    }

    private (int Index, long Count) CounterOf(long rank)
    {
        ReadOnlySpan<long> times = _answered.Counts;
        ReadOnlySpan<long> ages = _censored is null ? [] : _censored.Counts;
        int index = -1;
        long count = 0;
        while (count < rank)
        {
            index++;
            count += times[index] + (ages.IsEmpty ? 0 : ages[index]);
        }
        return (index, count);
    }

    private static long? Known(long smallest) => smallest == long.MaxValue ? null : smallest;
}
