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

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, false, true)]
    [InlineData(9, false, false)]
    public void The_end_of_a_range_is_a_bound_where_a_run_is_and_its_begin_where_the_least_is(double bound, bool least, bool most)
    {
        Spread spread = Spread.Of(((double[])[1, 2, 3]).Select(value => new Figure(value, value == bound)));
        Assert.Equal((least, most), (spread.LeastIsBound, spread.MostIsBound));
        // One that is known to be as little makes it known.
        Assert.False(Spread.Of([new(1, IsBound: true), new(1)]).LeastIsBound);
    }

    [Theory]
    [InlineData(new double[] { 10, 11, 12, 13 }, new double[] { 12, 13, 14, 15 }, DifferenceState.Unknown)]
    [InlineData(new double[] { 10, 11, 12, 13 }, new double[] { 14, 15, 16, 17 }, DifferenceState.Seen)]
    [InlineData(new double[] { 10, 11, 12, 13 }, new double[] { 1, 2, 3, 4 }, DifferenceState.Unknown)]
    public void Of_a_bound_a_difference_is_seen_only_where_no_larger_figure_would_undo_it(
        double[] exact, double[] bounds, DifferenceState state)
    {
        Spread bound = Spread.Of(bounds.Select(value => new Figure(value, IsBound: true)));
        foreach (Difference difference in (Difference[])[Difference.Of(Of(exact), bound), Difference.Of(bound, Of(exact))])
            Assert.Equal((state, (double?)null), (difference.State, difference.Ratio));
        Assert.Equal(DifferenceState.Unknown, Difference.Of(bound, bound).State);
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
