namespace Sockeye.Load;

/// <summary>
/// Counters as HdrHistogram's V2 encoding has them: a positive number is a count, a negative one so many counters of
/// zero; each zigzag-coded, seven bits a byte, low ones first, and a ninth byte that is whole.
/// </summary>
internal static class CountRuns
{
    private const int LongestNumber = 9;

    internal static byte[] Pack(ReadOnlySpan<long> counts)
    {
        using MemoryStream packed = new();
        int end = counts.LastIndexOfAnyExcept(0L) + 1;
        for (int i = 0; i < end;)
        {
            if (counts[i] != 0)
            {
                Write(packed, counts[i++]);
                continue;
            }
            int zeros = counts[i..].IndexOfAnyExcept(0L);
            // A single zero is a count; as a run it would be -1.
            Write(packed, zeros == 1 ? 0 : -zeros);
            i += zeros;
        }
        return packed.ToArray();
    }

    /// <exception cref="FormatException">The bytes end in the middle, or hold more counters than there are.</exception>
    internal static long[] Unpack(ReadOnlySpan<byte> packed)
    {
        long[] counts = new long[Histogram.Length];
        int index = 0;
        while (!packed.IsEmpty)
        {
            long number = Read(ref packed);
            // Compared so that a run of any length cannot overflow.
            if (number < -(counts.Length - index) || (number >= 0 && index == counts.Length))
                throw new FormatException($"More than {counts.Length} counters: recorded with another range or precision.");
            if (number < 0) index -= (int)number;
            else counts[index++] = number;
        }
        return counts;
    }

    private static void Write(MemoryStream packed, long number)
    {
        ulong zigzag = (ulong)((number << 1) ^ (number >> 63));
        for (int i = 1; i < LongestNumber && zigzag > 0x7F; i++, zigzag >>= 7) packed.WriteByte((byte)(zigzag | 0x80));
        packed.WriteByte((byte)zigzag);
    }

    private static long Read(ref ReadOnlySpan<byte> packed)
    {
        ulong zigzag = 0;
        for (int i = 0; i < LongestNumber; i++)
        {
            if (packed.IsEmpty) throw new FormatException("The counters end in the middle of a number.");
            byte piece = packed[0];
            packed = packed[1..];
            bool isLast = piece <= 0x7F || i == LongestNumber - 1;
            zigzag |= (ulong)(i == LongestNumber - 1 ? piece : piece & 0x7F) << (7 * i);
            if (isLast) break;
        }
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }
}
