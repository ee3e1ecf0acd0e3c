using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

public class FirstPongTimesTests
{
    [Fact]
    public void Median_and_worst_over_clients()
    {
        FirstPongTimes times = Run(100, Client(0, 5), Client(1, 1), Client(2, 30)).FirstPong;
        Assert.Equal(new(Ms(5), false, Ms(30), false, 2, 0), times);
    }

    [Fact]
    public void Of_an_even_number_the_mean_of_the_middle_two() =>
        Assert.Equal(Ms(3), Run(100, Client(0, 2), Client(1, 4)).FirstPong.Median);

    [Fact]
    public void A_client_that_was_never_served_counts_with_its_age()
    {
        FirstPongTimes times = Run(100, Client(0, 5), Client(1, null), Client(2, 7)).FirstPong;
        Assert.Equal(new(Ms(7), false, Ms(100), true, 1, 1), times);
    }

    [Fact]
    public void The_worst_is_a_bound_where_one_that_began_late_was_never_served()
    {
        FirstPongTimes times = Run(100, Client(0, 50), Client(1, null) with { Started = Ms(90) }).FirstPong;
        Assert.Equal((Ms(50), true), (times.Worst, times.WorstIsBound));
    }

    [Fact]
    public void The_median_is_a_bound_where_most_were_never_served()
    {
        FirstPongTimes times = Run(100, Client(0, 5), Client(1, null), Client(2, null)).FirstPong;
        Assert.True(times.MedianIsBound);
        Assert.Equal(Ms(100), times.Median);
    }
}
