using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab.Pages;

public class TimeAxisTests
{
    [Theory]
    [InlineData(1, 1, "0 1 ns")]
    [InlineData(9, 2, "0 2 ns 4 ns 6 ns 8 ns")]
    [InlineData(1_290_000, 200_000, "0 0.2 ms 0.4 ms 0.6 ms 0.8 ms 1 ms 1.2 ms")]
    [InlineData(500_000_000, 100_000_000, "0 100 ms 200 ms 300 ms 400 ms 500 ms")]
    [InlineData(2_600_000_000, 500_000_000, "0 0.5 s 1 s 1.5 s 2 s 2.5 s")]
    public void Ticks_are_round(long length, long step, string ticks)
    {
        TimeAxis axis = TimeAxis.Of(length, 8);
        Assert.Equal(step, axis.Step);
        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_234, "1.23 µs")]
    [InlineData(12_345_678, "12.3 ms")]
    [InlineData(123_456_789, "123 ms")]
    [InlineData(61_000_000_000, "61 s")]
    public void A_length_has_three_digits(long length, string text) => Assert.Equal(text, TimeAxis.Length(length));
}
