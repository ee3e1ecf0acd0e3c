using CsCheck;
using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab;

public class SpreadTests
{
    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2, 1, 3)]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3, 1, 9)]
    [InlineData(new double[] { 7 }, 7, 7, 7)]
    public void Is_the_median_and_the_range(double[] values, double median, double least, double most) =>
        Assert.Equal(new Spread(median, least, most, false, values.Length), Of(values));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_median_is_a_bound_where_one_stands_at_or_below_it(double bound, bool isBound) =>
        Assert.Equal(isBound, Spread.Of(((double[])[1, 2, 3]).Select(value => new Figure(value, value == bound))).IsBound);

    [Theory]
    [InlineData(new double[] { 10, 11, 12, 13, 14 }, new double[] { 14, 15, 16, 17, 18 }, DifferenceState.NotSeen)]
    [InlineData(new double[] { 10, 11, 12, 13, 14 }, new double[] { 15, 15, 16, 17, 18 }, DifferenceState.Seen)]
    [InlineData(new double[] { 100.1, 100.1, 100.1, 100.1 }, new double[] { 100, 100, 100, 100 }, DifferenceState.NotSeen)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 100, 101, 102 }, DifferenceState.TooFewRuns)]
    [InlineData(new double[] { -5, -5, -5, -5 }, new double[] { 5, 5, 5, 5 }, DifferenceState.Seen)]
    public void A_difference_is_seen_where_ranges_lie_apart_by_more_than_the_noise(double[] one, double[] other, DifferenceState state)
    {
        Assert.Equal(state, Difference.Of(Of(one), Of(other)).State);
        Assert.Equal(state, Difference.Of(Of(other), Of(one)).State);
    }

    [Fact]
    public void A_ratio_is_to_the_reference() => Assert.Equal(2, Difference.Of(Of(8, 8, 8, 8), Of(4, 4, 4, 4)).Ratio);

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 0)]
    public void What_is_zero_or_negative_has_no_ratio(double one, double other) => Assert.Null(Difference.Of(Of(one), Of(other)).Ratio);

    [Fact]
    public void Nothing_differs_from_itself() => Gen.Double[-1e6, 1e6].Array[4, 9].Sample(values =>
        Difference.Of(Of(values), Of(values)).State == DifferenceState.NotSeen);

    private static Spread Of(params double[] values) => Spread.Of(values.Select(value => new Figure(value)));
}
