namespace Sockeye.Load;

/// <summary>When a run does what, on the clock. Known as soon as all clients are connected.</summary>
/// <param name="Begin">When the first pings may be sent; schedules count from here.</param>
/// <param name="Measure">From when pings count.</param>
/// <param name="End">When nothing more is scheduled; never, where pings are counted out.</param>
internal sealed record Timeline(long Begin, long Measure, long End)
{
    internal static Timeline Of(ClientPlan plan, long begin)
    {
        long measure = begin + Clock.Nanoseconds(plan.WarmUp);
        return new(begin, measure, plan.Duration is { } duration ? measure + Clock.Nanoseconds(duration) : Clock.Never);
    }
}
