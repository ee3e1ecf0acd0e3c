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

    /// <summary>The longest recorded time or age, exactly; null where there is none.</summary>
    public long? Max => Count + Censored == 0 ? null : Math.Max(_largest, _largestAge);

    /// <summary>Whether <see cref="Max"/> is an age, so that the longest time is at least that.</summary>
    public bool MaxIsBound => Censored > 0 && _largestAge >= _largest;

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
        _answered.Record(Trackable(nanoseconds));
    }

    /// <summary>Enters the age of a ping that was not answered: its time is at least that, and leaving it out would praise the
    /// server that never answered it.</summary>
    /// <param name="ageNanoseconds">From when it should have been sent until it was given up.</param>
    public void Censor(long ageNanoseconds)
    {
        if (ageNanoseconds < 0) ageNanoseconds = 0;
        if (ageNanoseconds < _smallestAge) _smallestAge = ageNanoseconds;
        if (ageNanoseconds > _largestAge) _largestAge = ageNanoseconds;
        (_censored ??= new()).Record(Trackable(ageNanoseconds));
    }

    /// <summary>Adds everything that another one holds.</summary>
    /// <param name="other">The other, which stays as it is.</param>
    public void Add(Latencies other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _answered.Add(other._answered);
        if (other._censored is { } ages) (_censored ??= new()).Add(ages);
        Overflow += other.Overflow;
        _sum += other._sum;
        _smallest = Math.Min(_smallest, other._smallest);
        _largest = Math.Max(_largest, other._largest);
        _smallestAge = Math.Min(_smallestAge, other._smallestAge);
        _largestAge = Math.Max(_largestAge, other._largestAge);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _answered.Clear();
        _censored?.Clear();
        Overflow = _sum = _largest = _largestAge = 0;
        _smallest = _smallestAge = long.MaxValue;
    }

    /// <summary>A copy to keep: a few kilobytes, until it is written to.</summary>
    /// <returns>One that holds the same.</returns>
    public Latencies Snapshot() => new(Histogram.Unpack(_answered.Pack()))
    {
        _censored = _censored is null ? null : Histogram.Unpack(_censored.Pack()),
        Overflow = Overflow,
        _sum = _sum,
        _smallest = _smallest,
        _largest = _largest,
        _smallestAge = _smallestAge,
        _largestAge = _largestAge,
    };

    /// <summary>A percentile of the times and ages together, with its interval.</summary>
    /// <param name="percent">From 0 to 100.</param>
    /// <returns>The percentile; null where fewer than <see cref="LatencyPercentile.LeastBeyond"/> pings lie beyond it.</returns>
    public LatencyPercentile? Percentile(double percent) => LatencyPercentile.Of(percent, Count + Censored, Ordered);

    /// <summary>The time or age of a rank, from 1. From the shortest age on it is a bound: behind that age hides a time that
    /// may be any longer one.</summary>
    private (long Value, bool IsBound) Ordered(long rank)
    {
        ReadOnlySpan<long> times = _answered.Counts;
        ReadOnlySpan<long> ages = _censored is null ? [] : _censored.Counts;
        int index = -1;
        for (long seen = 0; seen < rank;)
        {
            index++;
            seen += times[index] + (ages.IsEmpty ? 0 : ages[index]);
        }
        bool isBound = (Censored > 0 && index >= Histogram.IndexOf(Math.Min(_smallestAge, Highest)))
            || (Overflow > 0 && index == Histogram.Length - 1);
        return (isBound ? Histogram.LowestAt(index) : Math.Min(Histogram.HighestAt(index), _largest), isBound);
    }

    private long Trackable(long nanoseconds)
    {
        if (nanoseconds <= Highest) return nanoseconds;
        Overflow++;
        return Highest;
    }
}
