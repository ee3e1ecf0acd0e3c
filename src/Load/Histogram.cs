using System.Numerics;

namespace Sockeye.Load;

/// <summary>
/// Counts of whole numbers to three digits, in the layout of HdrHistogram (lowest value 1, three digits): 2,048 counters one
/// apart, then 1,024 for every doubling. Recording is an index and an increment. One writer at a time.
/// </summary>
internal sealed class Histogram
{
    // Three digits ask for 2,000 counters in the first octaves, and the next power of two is 2,048.
    private const int HalfBits = 10;
    private const int Half = 1 << HalfBits;
    private const int Octaves = 32;

    /// <summary>How many counters: 270 KB.</summary>
    internal const int Length = (Octaves + 1) * Half;

    /// <summary>The most values that are read: a million pings a second for twelve days. Sums of many histograms do not overflow, and
    /// ranks among them are exact in floating point.</summary>
    internal const long MostValues = 1L << 40;

    /// <summary>The largest value that has a counter: 2⁴² − 1, in nanoseconds 73 minutes.</summary>
    internal const long Highest = (1L << (HalfBits + Octaves)) - 1;

    // A packed one, kept for later, has its counters in bytes until somebody writes.
    private long[]? _counts;
    private byte[]? _packed;

    internal Histogram() => _counts = new long[Length];

    private Histogram(byte[] packed, long total) => (_packed, Total) = (packed, total);

    /// <summary>How many values it holds.</summary>
    internal long Total { get; private set; }

    /// <summary>The counters, by index; of a packed one a copy.</summary>
    internal ReadOnlySpan<long> Counts => _counts ?? CountRuns.Unpack(_packed);

    /// <summary>The counter of a value from 0 to <see cref="Highest"/>.</summary>
    internal static int IndexOf(long value)
    {
        int octave = BitOperations.Log2((ulong)value | (2 * Half - 1)) - HalfBits;
        return (octave << HalfBits) + (int)(value >> octave);
    }

    /// <summary>The smallest value that a counter counts.</summary>
    internal static long LowestAt(int index)
    {
        int octave = Math.Max(0, (index >> HalfBits) - 1);
        return (long)(index - (octave << HalfBits)) << octave;
    }

    /// <summary>The largest value that a counter counts.</summary>
    internal static long HighestAt(int index) => LowestAt(index) + (1L << Math.Max(0, (index >> HalfBits) - 1)) - 1;

    internal void Record(long value, long count = 1)
    {
        Writable[IndexOf(value)] += count;
        Total += count;
    }

    internal void Add(Histogram other)
    {
        ReadOnlySpan<long> counts = other.Counts;
        long[] sums = Writable;
        for (int i = 0; i < sums.Length; i++) sums[i] += counts[i];
        Total += other.Total;
    }

    internal void Clear()
    {
        Array.Clear(Writable);
        Total = 0;
    }

    /// <summary>The counters in few bytes: HdrHistogram's V2 payload.</summary>
    internal byte[] Pack() => _packed ?? CountRuns.Pack(Counts);

    /// <summary>A packed copy.</summary>
    internal Histogram Snapshot() => new(Pack(), Total);

    /// <summary>One that holds what <see cref="Pack"/> gave.</summary>
    /// <exception cref="FormatException">The bytes are none of that.</exception>
    internal static Histogram Unpack(byte[] packed)
    {
        long total = 0;
        foreach (long count in CountRuns.Unpack(packed))
        {
            // Compared so that a count of any size cannot overflow.
            if (count > MostValues - total) throw new FormatException("More values than can have been recorded.");
            total += count;
        }
        return new(packed, total);
    }

    private long[] Writable
    {
        get
        {
            if (_counts is null) (_counts, _packed) = (CountRuns.Unpack(_packed), null);
            return _counts;
        }
    }
}
