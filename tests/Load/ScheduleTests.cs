using CsCheck;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>The scheduler is arithmetic: rule R3 without a socket or a clock.</summary>
public class ScheduleTests
{
    private const long Second = 1_000_000_000;

    private static readonly Gen<ClientPlan> Plans =
        from clients in Gen.Int[1, 40]
        from rate in Gen.Double[10, 20_000]
        from seed in Gen.ULong
        from arrivals in Gen.Enum<Arrivals>()
        select new ClientPlan { Clients = clients, Rate = rate, Seed = seed, Arrivals = arrivals };

    [Fact]
    public void Constant_clients_together_make_one_even_stream() => Plans.Sample(
        plan =>
        {
            plan = plan with { Arrivals = Arrivals.Constant };
            long[] all = [.. Enumerable.Range(0, plan.Clients).SelectMany(client => Take(plan, client, 20)).Order()];
            double gap = Second / plan.Rate!.Value;
            for (int i = 0; i < all.Length; i++) Assert.Equal(i * gap, all[i], 2.0);
        },
        iter: 50);

    [Fact]
    public void The_same_plan_gives_the_same_moments_and_another_seed_others() => Plans.Sample(
        plan =>
        {
            Assert.Equal(Take(plan, 0, 50), Take(plan with { Workers = 3, Segment = new(0, plan.Clients) }, 0, 50));
            if (plan.Arrivals == Arrivals.Poisson) Assert.NotEqual(Take(plan, 0, 50), Take(plan with { Seed = plan.Seed + 1 }, 0, 50));
        },
        iter: 50);

    [Fact]
    public void Moments_never_step_back() => Plans.Sample(
        plan => Take(plan, plan.Clients - 1, 200).Zip(Take(plan, plan.Clients - 1, 201).Skip(1)).All(pair => pair.First <= pair.Second),
        iter: 50);

    [Theory]
    [InlineData(Arrivals.Constant, 0)]
    [InlineData(Arrivals.Poisson, 5)]
    public void The_rate_is_kept(Arrivals arrivals, double deviations)
    {
        const double Rate = 1000;
        ClientPlan plan = new() { Clients = 10, Rate = Rate, Arrivals = arrivals, Seed = 7 };
        long count = Enumerable.Range(0, 10).Sum(client => Schedule.Count(plan, client, 0, 100 * Second));
        Assert.InRange(count, 100 * Rate - deviations * Math.Sqrt(100 * Rate), 100 * Rate + deviations * Math.Sqrt(100 * Rate));
    }

    [Fact]
    public void Poisson_gaps_are_exponential()
    {
        ClientPlan plan = new() { Rate = 100, Arrivals = Arrivals.Poisson, Seed = 11 };
        long[] due = Take(plan, 0, 20_001);
        double[] gaps = [.. due.Skip(1).Zip(due, (later, earlier) => (later - earlier) / (Second / 100.0))];
        Assert.InRange(gaps.Average(), 0.97, 1.03);
        // Of an exponential distribution the deviation is the mean, and 1/e of the gaps are longer than it.
        Assert.InRange(Math.Sqrt(gaps.Average(gap => gap * gap) - Math.Pow(gaps.Average(), 2)), 0.95, 1.05);
        Assert.InRange(gaps.Count(gap => gap > 1) / 20_000.0, Math.Exp(-1) - 0.015, Math.Exp(-1) + 0.015);
    }

    [Fact]
    public void A_count_is_what_counting_gives() => Gen.Select(Plans, Gen.Long[0, Second], Gen.Long[0, Second]).Sample(
        (plan, from, length) =>
        {
            long[] due = Take(plan, 0, 5000);
            long to = Math.Min(from + length, due[^1]);
            Assert.Equal(due.Count(moment => moment >= from && moment < to), Schedule.Count(plan, 0, from, to));
        },
        iter: 30);

    private static long[] Take(ClientPlan plan, int client, int count)
    {
        Schedule schedule = new(plan, client);
        long[] due = new long[count];
        for (int i = 0; i < count; i++, schedule.MoveNext()) due[i] = schedule.Due;
        return due;
    }
}
