using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class StolenTimeTests
{
    private static readonly string[] Stat =
    [
        "cpu  100 0 50 800 10 0 5 35 7 0", "cpu0 60 0 30 390 5 0 5 10 7 0", "cpu1 40 0 20 410 5 0 0 25 0 0", "intr 12 3 4", "ctxt 99",
    ];

    [Fact]
    public void Only_the_cores_that_are_asked_for_count()
    {
        Assert.Equal(new StolenTime(25, 500), StolenTime.Of(Stat, [1]));
        Assert.Equal(new StolenTime(35, 1000), StolenTime.Of(Stat, [0, 1]));
        Assert.Null(StolenTime.Of(Stat, [7]));
        Assert.Null(StolenTime.Of(["cpu1 40 0 20 410"], [1]));
    }

    [Fact]
    public void A_share_is_of_the_time_between_two_moments()
    {
        Assert.Equal(0.25, new StolenTime(35, 140).ShareSince(new(25, 100)));
        Assert.Null(new StolenTime(25, 100).ShareSince(new(25, 100)));
        Assert.Null(new StolenTime(25, 100).ShareSince(null));
    }

    [Fact]
    public void The_system_tells()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere there is no /proc/stat");
        Assert.InRange(StolenTime.Now([0])!.Value.All, 1, long.MaxValue);
    }
}
