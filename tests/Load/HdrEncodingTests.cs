using CsCheck;
using HdrHistogram;
using HdrHistogram.Utilities;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>What others wrote is the judge: the HdrHistogram package reads ours, and ours reads what it writes.</summary>
public class HdrEncodingTests
{
    // The package's ranges of equivalent values are wrong from 2⁴¹ on: its shift is one of an int.
    private static readonly Gen<long[]> Values = Gen.Double[0, 40.99].Select(bits => (long)Math.Pow(2, bits)).Array[0, 500];

    [Fact]
    public void A_value_is_counted_where_the_reference_counts_it() => Gen.Long[0, (1L << 41) - 1].Sample(value =>
    {
        LongHistogram reference = Reference();
        int index = Histogram.IndexOf(value);
        Assert.Equal(reference.LowestEquivalentValue(value), Histogram.LowestAt(index));
        Assert.Equal(reference.HighestEquivalentValue(value), Histogram.HighestAt(index));
    }, iter: 300);

    [Fact]
    public void The_counters_adjoin_up_to_the_highest_value()
    {
        for (int index = 1; index < Histogram.Length; index++)
        {
            Assert.Equal(Histogram.HighestAt(index - 1) + 1, Histogram.LowestAt(index));
            Assert.Equal(index, Histogram.IndexOf(Histogram.LowestAt(index)));
            Assert.Equal(index, Histogram.IndexOf(Histogram.HighestAt(index)));
        }
        Assert.Equal(Histogram.Highest, Histogram.HighestAt(Histogram.Length - 1));
    }

    [Fact]
    public void The_reference_reads_what_we_write() => Values.Sample(values =>
    {
        ByteBuffer buffer = ByteBuffer.Allocate(Convert.FromBase64String(HdrEncoding.Encode(Recorded(values))));
        HistogramBase read = HistogramEncoding.DecodeFromCompressedByteBuffer(buffer, 0);
        Assert.Equal(Counts(Reference(values)), Counts(read));
    }, iter: 50);

    [Fact]
    public void We_read_what_the_reference_writes() => Values.Sample(values =>
    {
        LongHistogram reference = Reference(values);
        ByteBuffer buffer = ByteBuffer.Allocate(reference.GetNeededByteBufferCapacity());
        int length = reference.EncodeIntoCompressedByteBuffer(buffer);
        buffer.Position = 0;
        byte[] bytes = [.. Enumerable.Range(0, length).Select(_ => buffer.Get())];
        Histogram read = HdrEncoding.Decode(Convert.ToBase64String(bytes));
        Assert.True(Recorded(values).Counts.SequenceEqual(read.Counts));
        Assert.Equal(values.Length, read.Total);
    }, iter: 50);

    [Fact]
    public void Any_counts_survive() => Gen.Select(Gen.Int[0, Histogram.Length - 1], Gen.Long[0, long.MaxValue]).Array[0, 50].Sample(counts =>
    {
        long[] counters = new long[Histogram.Length];
        foreach ((int index, long count) in counts) counters[index] = count;
        Assert.True(counters.AsSpan().SequenceEqual(CountRuns.Unpack(CountRuns.Pack(counters))));
    });

    [Fact]
    public void Damage_is_an_error_of_format_and_nothing_else()
    {
        byte[] good = Convert.FromBase64String(HdrEncoding.Encode(Recorded([.. Enumerable.Range(1, 300).Select(i => i * 977L)])));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bad = [.. good];
            bad[at] = value;
            string text = Convert.ToBase64String(bad, 0, length);
            try
            {
                HdrEncoding.Decode(text);
            }
            catch (FormatException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        });
    }

    private static Histogram Recorded(long[] values)
    {
        Histogram histogram = new();
        foreach (long value in values) histogram.Record(value);
        return histogram;
    }

    private static LongHistogram Reference(params long[] values)
    {
        LongHistogram reference = new(1, Histogram.Highest, 3);
        foreach (long value in values) reference.RecordValue(value);
        return reference;
    }

    private static (long, long)[] Counts(HistogramBase histogram) =>
        [.. histogram.RecordedValues().Select(step => (step.ValueIteratedTo, step.CountAtValueIteratedTo))];
}
