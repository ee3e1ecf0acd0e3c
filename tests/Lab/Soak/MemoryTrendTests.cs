using Sockeye.Lab;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

public class MemoryTrendTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void A_straight_line_has_its_slope_and_no_uncertainty()
    {
        MemoryTrend trend = MemoryTrend.Of(Samples(600, hours => 40 + 3 * hours))!;
        Assert.Equal(3, trend.MiBPerHour, 0.01);
        Assert.Equal(0, trend.Uncertainty, 0.01);
        Assert.Equal(599, trend.OverSeconds);
        Assert.False(trend.IsAtMost(1));
        Assert.True(trend.IsAtMost(4));
    }

    [Fact]
    public void What_does_not_grow_is_seen_within_its_uncertainty()
    {
        Random random = Seed.Random();
        int within = 0;
        for (int round = 0; round < 200; round++)
        {
            MemoryTrend trend = MemoryTrend.Of(Samples(600, _ => 40 + random.NextDouble()))!;
            if (Math.Abs(trend.MiBPerHour) <= trend.Uncertainty) within++;
        }
        // 95 of 100; 20 fewer of 200 are as good as impossible.
        Assert.InRange(within, 170, 200);
    }

    [Fact]
    public void Samples_that_resemble_the_one_before_tell_less()
    {
        Random random = Seed.Random();
        double walk = 0;
        MemoryTrend independent = MemoryTrend.Of(Samples(600, _ => 40 + random.NextDouble()))!;
        MemoryTrend wandering = MemoryTrend.Of(Samples(600, _ => 40 + (walk = 0.95 * walk + 0.3 * random.NextDouble())))!;
        Assert.True(wandering.Uncertainty > 2 * independent.Uncertainty, $"{wandering} {independent}");
    }

    [Theory]
    [InlineData(299, false)]
    [InlineData(302, true)]
    public void Less_than_five_minutes_tell_nothing(int seconds, bool tells) =>
        Assert.Equal(tells, MemoryTrend.Of(Samples(seconds, hours => 40 + 100 * hours))!.IsAtMost(1) is not null);

    [Fact]
    public void An_uncertainty_around_the_limit_tells_nothing() =>
        Assert.Null(new MemoryTrend(0.9, 0.5, 3600).IsAtMost(1));

    [Fact]
    public void Too_few_samples_have_no_trend() =>
        Assert.Null(MemoryTrend.Of(Samples(MemoryTrend.FewestSamples - 1, _ => 40)));

    private static List<(TimeSpan, long)> Samples(int seconds, Func<double, double> mebibytes) =>
        [.. Enumerable.Range(0, seconds).Select(second => TimeSpan.FromSeconds(second))
            .Select(at => (at, (long)(mebibytes(at.TotalHours) * MiB)))];
}
