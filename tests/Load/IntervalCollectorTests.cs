using System.Collections.Concurrent;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class IntervalCollectorTests
{
    private readonly IntervalCollector _collector = new(workers: 2);

    [Fact]
    public void A_second_is_whole_when_every_worker_has_handed_over()
    {
        Hand(0, sent: 5, answers: [10, 20]);
        Assert.Null(_collector.Gather(last: false));
        Hand(0, sent: 7, answers: [30]);
        LoadInterval second = _collector.Gather(last: false)!;
        Assert.Equal((TimeSpan.Zero, 12, 3), (second.Start, second.Sent, second.Answered));
        Assert.Equal(3, second.Response!.Count);
        Assert.Equal(3, _collector.Responses.Count);
    }

    [Fact]
    public void A_worker_that_ended_holds_nothing_up_and_a_late_one_is_not_lost()
    {
        for (int i = -1; i < 6; i++) Hand(i, sent: 1, answers: []);
        Assert.Equal(TimeSpan.FromSeconds(2), _collector.Gather(last: false)!.Start);
        Hand(0, sent: 10, answers: [1]);
        _collector.Gather(last: true);
        Assert.Equal([-1, 0, 1, 2, 3, 4, 5], _collector.Intervals.Select(interval => interval.Start.TotalSeconds));
        Assert.Equal([1, 1, 1, 1, 11, 1, 1], _collector.Intervals.Select(interval => interval.Sent));
        Assert.Equal(1, _collector.Responses.Count);
    }

    [Fact]
    public void Histograms_go_back_empty_to_who_handed_them_over()
    {
        ConcurrentQueue<Latencies> spares = [];
        Latencies recorded = new();
        recorded.Record(5);
        _collector.Hand(new(0, 1, 1, 0, 0, recorded, spares));
        _collector.Gather(last: false);
        Assert.Same(recorded, Assert.Single(spares));
        Assert.Equal(0, recorded.Count);
    }

    private void Hand(int interval, long sent, long[] answers)
    {
        Latencies latencies = new();
        foreach (long answer in answers) latencies.Record(answer);
        _collector.Hand(new(interval, sent, answers.Length, 0, 0, latencies, []));
    }
}
