namespace Sockeye.Load;

/// <summary>
/// When the pings of one client are due in an open loop, in nanoseconds from the begin of the schedule. Arithmetic and nothing
/// else: plan, client and number give the moment, whatever became of the pings before. A gap is never counted from «now», which
/// would forget every delay.
/// </summary>
internal struct Schedule
{
    private const double OneOf53Bits = 1.0 / (1L << 53);

    private readonly double _period;
    private readonly double _phase;
    private readonly ulong _seed;
    private readonly bool _poisson;
    private double _sum;
    private long _number;

    internal Schedule(ClientPlan plan, int client)
    {
        // Of one client: all of them together keep the rate.
        _period = plan.Clients / plan.Rate.GetValueOrDefault(double.NaN) * Clock.Second;
        _phase = (double)client / plan.Clients;
        _seed = Mix(plan.Seed ^ Mix((ulong)client));
        _poisson = plan.Arrivals == Arrivals.Poisson;
        if (_poisson) _sum = Gap(0);
        Due = At();
    }

    /// <summary>When the next ping is due.</summary>
    internal long Due { get; private set; }

    internal void MoveNext()
    {
        _number++;
        if (_poisson) _sum += Gap(_number);
        Due = At();
    }

    /// <summary>How many pings of a client are due from a moment until before another.</summary>
    internal static long Count(ClientPlan plan, int client, long from, long to)
    {
        Schedule schedule = new(plan, client);
        long count = 0;
        for (; schedule.Due < to; schedule.MoveNext()) count += schedule.Due >= from ? 1 : 0;
        return count;
    }

    private readonly long At() => (long)(_poisson ? _sum : (_phase + _number) * _period);

    // Exponential, of a uniform number from (0, 1]: 53 bits drawn from the ping's number.
    private readonly double Gap(long number) => -Math.Log(((Mix(_seed + (ulong)number) >> 11) + 1) * OneOf53Bits) * _period;

    // SplitMix64's finaliser: neighbouring numbers become independent ones.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
