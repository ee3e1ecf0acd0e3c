using CsCheck;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class LatenciesTests
{
    // From a nanosecond to an hour, as many short ones as long ones.
    private static readonly Gen<long> Time = Gen.Double[0, 41.7].Select(bits => (long)Math.Pow(2, bits));

    private static readonly double[] Percents = [0, 10, 50, 90, 97];

    /// <summary>The times that pings would have taken, of which the second part was given up at the age beside it.</summary>
    private static readonly Gen<(long[] Times, (long Time, long Age)[] GivenUp)> Runs = Gen.Select(
        Time.Array[0, 400],
        Gen.Select(Time, Gen.Double[0, 1], (time, share) => (time, (long)(time * share))).Array[0, 200]);

    [Fact]
    public void A_percentile_is_that_of_the_sorted_times_or_a_bound_of_it() => Runs.Select(Gen.Double[0, 100]).Sample((run, percent) =>
    {
        long[] sorted = [.. run.Times.Concat(run.GivenUp.Select(ping => ping.Time)).Order()];
        LatencyPercentile? found = Recorded(run).Percentile(percent);
        decimal below = (decimal)percent * sorted.Length / 100;
        Assert.Equal(sorted.Length - below >= 10, found is not null);
        if (found is not { } percentile) return;

        long expected = sorted[Math.Max(1, (int)Math.Ceiling(below)) - 1];
        // Three digits: what it says is at most a thousandth from the truth.
        double slack = expected / 1000.0;
        if (percentile.IsBound) Assert.InRange(percentile.Value, 0, expected + slack);
        else Assert.InRange(percentile.Value, expected - slack, expected + slack);
    });

    [Fact]
    public void A_percentile_is_exact_below_the_shortest_age() => Runs.Sample(run =>
    {
        long[] values = [.. run.Times.Concat(run.GivenUp.Select(ping => ping.Age)).Order()];
        long shortest = run.GivenUp.Select(ping => ping.Age).DefaultIfEmpty(long.MaxValue).Min();
        if (Recorded(run).Percentile(50) is not { } median) return;
        long expected = values[(values.Length + 1) / 2 - 1];
        // Within a thousandth of the age it cannot be told.
        if (expected < shortest - shortest / 500) Assert.False(median.IsBound);
        if (expected >= shortest) Assert.True(median.IsBound);
    });

    [Fact]
    public void The_interval_lies_around_the_percentile_at_the_ranks_of_the_order_statistics()
    {
        Latencies latencies = new();
        for (int i = 1; i <= 1000; i++) latencies.Record(i);
        // 1.96 √(1000 · 0.9 · 0.1) = 18.6
        Assert.Equal(new(90, 900, false, 881, 920, false), latencies.Percentile(90));
        Assert.Equal(990, latencies.Percentile(99)?.Value);
        Assert.Null(latencies.Percentile(99.1));
    }

    [Fact]
    public void The_interval_holds_the_true_percentile_in_95_of_100_runs()
    {
        const int runs = 2000;
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        Latencies latencies = new();
        int held = 0;
        for (int run = 0; run < runs; run++)
        {
            latencies.Reset();
            for (int i = 0; i < 200; i++) latencies.Record(random.Next(0, 2048));
            LatencyPercentile p90 = latencies.Percentile(90)!.Value;
            if (p90.Low <= 2048 * 0.9 && p90.High >= 2048 * 0.9) held++;
        }
        Assert.InRange(held, (int)(runs * 0.93), (int)(runs * 0.99));
    }

    [Fact]
    public void Two_added_up_are_what_one_would_have_recorded() => Gen.Select(Runs, Runs).Sample((left, right) =>
    {
        Latencies sum = Recorded(left);
        sum.Add(Recorded(right));
        Latencies whole = Recorded(left);
        Record(whole, right);
        Same(whole, sum);
    });

    [Fact]
    public void A_snapshot_is_the_same_and_stays_so() => Runs.Sample(run =>
    {
        Latencies latencies = Recorded(run);
        Latencies snapshot = latencies.Snapshot();
        Same(latencies, snapshot);
        latencies.Record(7);
        Same(Recorded(run), snapshot);
        snapshot.Record(7);
        Same(latencies, snapshot);
    });

    [Fact]
    public void What_is_longer_than_the_range_is_counted_and_the_longest_is_exact()
    {
        Latencies latencies = new();
        for (int i = 0; i < 100; i++) latencies.Record(Latencies.Highest + 1 + i);
        Assert.Equal((100, 100, Latencies.Highest + 100), (latencies.Count, latencies.Overflow, latencies.Max));
        Assert.True(latencies.Percentile(50) is { IsBound: true, Value: > Latencies.Highest / 1000 * 999 });
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        Latencies latencies = new();
        latencies.Record(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long time = 1; time < Latencies.Highest; time *= 2) latencies.Record(time);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Nothing_recorded_has_no_figures()
    {
        Latencies none = new();
        Assert.Equal((null, null, null, null), (none.Min, none.Max, none.Mean, none.Percentile(50)));
    }

    private static Latencies Recorded((long[], (long, long)[]) run)
    {
        Latencies latencies = new();
        Record(latencies, run);
        return latencies;
    }

    private static void Record(Latencies latencies, (long[] Times, (long, long Age)[] GivenUp) run)
    {
        foreach (long time in run.Times) latencies.Record(time);
        foreach ((_, long age) in run.GivenUp) latencies.Censor(age);
    }

    private static void Same(Latencies expected, Latencies found)
    {
        Assert.Equal(Figures(expected), Figures(found));
        Assert.Equal(
            Percents.Select(percent => expected.Percentile(percent)),
            Percents.Select(percent => found.Percentile(percent)));
    }

    private static (long, long, long, long?, long?, bool, double?) Figures(Latencies of) =>
        (of.Count, of.Censored, of.Overflow, of.Min, of.Max, of.MaxIsBound, of.Mean);
}
