using Sockeye.Lab;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>What each toxic does to a stream, by arithmetic: a time is never shorter than it says, and not ten times as long.</summary>
public class ToxicTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    [Fact]
    public async Task Latency_delays_pieces_that_set_out_together_by_once_its_time_and_not_by_its_sum()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(60);
        byte[][] pieces = [.. Enumerable.Range(0, 20).Select(_ => Text)];
        (Arrivals arrived, Passage passage) = await Arrivals.Through([new Latency(time, TimeSpan.Zero, new(1))], pieces);
        Assert.Equal(Passage.Open, passage);
        Assert.Equal(pieces.SelectMany(piece => piece), arrived.Bytes);
        Assert.True(arrived.HasEnded);
        Assert.All(arrived.Times, at => Assert.InRange(at, time - TimeSpan.FromMilliseconds(1), 10 * time));
    }

    [Fact]
    public async Task Latencies_add_up()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(30);
        Latency Latency() => new(time, TimeSpan.Zero, new(1));
        (Arrivals arrived, _) = await Arrivals.Through([Latency(), Latency(), Latency()], Text);
        Assert.InRange(arrived.Times[0], 3 * time - TimeSpan.FromMilliseconds(1), 30 * time);
    }

    [Fact]
    public async Task Jitter_is_drawn_for_each_piece_and_changes_no_order()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(20);
        byte[][] pieces = [.. Enumerable.Range(0, 30).Select(i => (byte[])[(byte)i])];
        (Arrivals arrived, _) = await Arrivals.Through([new Latency(time, time, Seed.Random())], pieces);
        Assert.Equal(pieces.Select(piece => piece[0]), arrived.Bytes);
        Assert.True(arrived.Times.Distinct().Count() > 1);
        Assert.InRange(arrived.Times[^1], TimeSpan.Zero, 20 * time);
    }

    [Fact]
    public async Task Bandwidth_takes_its_time_for_every_byte()
    {
        (Arrivals arrived, _) = await Arrivals.Through([new Bandwidth(20_000)], Text, Text, Text, Text);
        Assert.Equal(4000, arrived.Bytes.Length);
        // 4,000 bytes at 20,000 a second; in portions of a fiftieth of a second, 400 bytes.
        Assert.InRange(arrived.Times[^1], TimeSpan.FromMilliseconds(199), TimeSpan.FromSeconds(2));
        Assert.All(arrived.Sizes, size => Assert.InRange(size, 0, 400));
    }

    [Fact]
    public async Task A_slow_close_holds_back_the_end_alone()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(200);
        (Arrivals arrived, _) = await Arrivals.Through([new SlowClose(time)], Text);
        Assert.InRange(arrived.Times[0], TimeSpan.Zero, time / 2);
        Assert.InRange(arrived.Times[1], time - TimeSpan.FromMilliseconds(1), 10 * time);
        Assert.True(arrived.HasEnded);
    }

    [Fact]
    public async Task A_slicer_cuts_everything_into_slices_of_its_size()
    {
        (Arrivals arrived, _) = await Arrivals.Through([new Slicer(10, TimeSpan.Zero, Seed.Random())], Text, Text);
        Assert.Equal(Text.Concat(Text), arrived.Bytes);
        Assert.Equal(0, arrived.Sizes[^1]);
        Assert.All(arrived.Sizes[..^1], size => Assert.InRange(size, 1, 19));
        Assert.InRange(arrived.Sizes.Count, 2000 / 19, 2000);
    }

    [Fact]
    public async Task A_slicer_of_one_byte_and_its_pause_take_a_pause_between_two()
    {
        (Arrivals arrived, _) = await Arrivals.Through([new Slicer(1, TimeSpan.FromMilliseconds(2), new(1))], Text[..50]);
        Assert.Equal(51, arrived.Sizes.Count);
        Assert.InRange(arrived.Times[^1], TimeSpan.FromMilliseconds(49 * 2), TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1500)]
    public async Task A_cut_lets_so_many_bytes_through(int bytes)
    {
        (Arrivals limited, Passage close) = await Arrivals.Through([new LimitData(bytes)], Text, Text);
        Assert.Equal(bytes, limited.Bytes.Length);
        Assert.Equal(Passage.Close, close);
        (Arrivals reset, Passage abort) = await Arrivals.Through([new ResetPeer(bytes)], Text, Text);
        Assert.Equal(bytes, reset.Bytes.Length);
        Assert.Equal(Passage.Reset, abort);
    }

    [Fact]
    public async Task A_stream_that_ends_before_the_cut_is_not_cut()
    {
        (Arrivals arrived, Passage passage) = await Arrivals.Through([new LimitData(2000)], Text, Text);
        Assert.Equal((2000, Passage.Open, true), (arrived.Bytes.Length, passage, arrived.HasEnded));
    }

    [Fact]
    public async Task A_silence_passes_on_nothing_more_and_closes_after_its_time()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(80);
        long start = Moments.Now;
        (Arrivals arrived, Passage passage) = await Arrivals.Through([new Silence(10, time)], Text);
        TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(start);
        Assert.Equal((10, Passage.Close, false), (arrived.Bytes.Length, passage, arrived.HasEnded));
        Assert.InRange(took, time - TimeSpan.FromMilliseconds(1), 10 * time);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1234)]
    [InlineData(1999)]
    public async Task A_flipper_changes_one_bit_of_one_byte(int offset)
    {
        (Arrivals arrived, _) = await Arrivals.Through([new ByteFlipper(offset)], Text, Text);
        byte[] sent = [.. Text, .. Text];
        int[] differing = [.. Enumerable.Range(0, sent.Length).Where(i => sent[i] != arrived.Bytes[i])];
        Assert.Equal([offset], differing);
        Assert.Equal(1, sent[offset] ^ arrived.Bytes[offset]);
    }

    [Fact]
    public async Task Toxics_in_a_row_do_all_that_each_does()
    {
        Toxic[] row =
        [
            new Slicer(7, TimeSpan.Zero, new(1)), new ByteFlipper(3), new Latency(TimeSpan.FromMilliseconds(5), TimeSpan.Zero, new(1)),
            new LimitData(100),
        ];
        (Arrivals arrived, Passage passage) = await Arrivals.Through(row, Text);
        byte[] expected = [.. Text[..100]];
        expected[3] ^= 1;
        Assert.Equal(expected, arrived.Bytes);
        Assert.Equal(Passage.Close, passage);
        Assert.All(arrived.Sizes, size => Assert.InRange(size, 1, 13));
    }
}
