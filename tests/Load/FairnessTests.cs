using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

public class FairnessTests
{
    [Theory]
    [InlineData(new[] { 5, 5, 5, 5 }, 1.0, 0)]
    [InlineData(new[] { 20, 0, 0, 0 }, 0.25, 3)]
    [InlineData(new[] { 3, 1 }, 0.8, 0)]
    [InlineData(new[] { 0, 0 }, null, 2)]
    public void Jains_index(int[] pongs, double? jain, int neverServed)
    {
        Fairness fairness = Fairness.Of([.. pongs.Select((count, client) => Client(client) with { Pongs = count })]);
        Assert.Equal((jain, neverServed), (fairness.Jain, fairness.NeverServed));
    }

    [Fact]
    public void Who_was_never_due_is_not_unfairly_treated()
    {
        ClientResult idle = Client(1, null, pings: 0) with { Sent = 0, FirstPingSent = null };
        Assert.Equal((1.0, 0), (Fairness.Of([Client(0), idle]).Jain, Fairness.Of([Client(0), idle]).NeverServed));
        Assert.Equal(0, Run(100, Client(0), idle).FirstPong.NeverServed);
        // One that has waited since the warm-up is.
        ClientResult waiting = idle with { FirstPingSent = Ms(0.2) };
        Assert.Equal((0.5, 1), (Fairness.Of([Client(0), waiting]).Jain, Fairness.Of([Client(0), waiting]).NeverServed));
        Assert.Equal(new FirstPongTimes(), Run(100, idle).FirstPong);
    }

    // A client each second, for half a second.
    [Fact]
    public void One_after_another_one_is_served_at_once() =>
        Served(1, 1, Enumerable.Range(0, 10).Select(i => (i * 1000.0, i * 1000 + 900.0)));

    [Fact]
    public void Side_by_side_all_are() => Served(10, 10, Enumerable.Range(0, 10).Select(i => (0.0 + i, 5000.0)));

    [Fact]
    public void A_run_shorter_than_a_tenth_of_a_second_is_one_moment() =>
        Served(3, 3, Enumerable.Range(0, 3).Select(i => (i * 5.0, i * 5 + 4.0)));

    [Fact]
    public void Nobody_served_is_zero() => Assert.Equal(new Fairness(null, 1, 0, 0), Fairness.Of([Client(0, null)]));

    private static void Served(int median, int most, IEnumerable<(double From, double To)> clients)
    {
        Fairness fairness = Fairness.Of([.. clients.Select((times, client) => Client(client) with
        {
            Started = Ms(0),
            FirstPong = Ms(times.From),
            LastPongReceived = Ms(times.To),
        })]);
        Assert.Equal((median, most), (fairness.ServedAtOnceMedian, fairness.ServedAtOnceMost));
    }
}
