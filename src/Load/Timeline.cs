namespace Sockeye.Load;

/// <summary>When a run does what, on the clock. Known as soon as all clients are connected.</summary>
/// <param name="Begin">When the first pings may be sent; schedules count from here.</param>
/// <param name="Measure">From when a ping that is due counts.</param>
/// <param name="End">From when it counts no longer; never, where pings are counted out.</param>
/// <param name="Stop">When nothing more is scheduled; never, where pings are counted out.</param>
internal sealed record Timeline(long Begin, long Measure, long End, long Stop)
{
    /// <summary>For how long the load is on before a window of time and after it, at least. All clients begin at the same moment, and who
    /// stops leaves the server to the others: at its edges a load is another one.</summary>
    internal const long Edge = 50_000_000;

    internal static Timeline Of(ClientPlan plan, long begin)
    {
        long warmUp = Clock.Nanoseconds(plan.WarmUp);
        if (plan.Duration is not { } duration) return new(begin, begin + warmUp, Clock.Never, Clock.Never);
        long measure = begin + Math.Max(warmUp, Edge);
        long end = measure + Clock.Nanoseconds(duration);
        return new(begin, measure, end, end + Edge);
    }

    /// <summary>Whether a ping that is due at a moment counts.</summary>
    internal bool Counts(long due) => due >= Measure && due < End;

    /// <summary>What a run does at a moment from <see cref="Begin"/> on.</summary>
    internal LoadPhase PhaseAt(long now) =>
        now < Measure ? LoadPhase.WarmUp : now < End ? LoadPhase.Measuring : now < Stop ? LoadPhase.CoolDown : LoadPhase.Draining;

    /// <summary>When it begins to do that.</summary>
    internal long BeginOf(LoadPhase phase) => phase switch
    {
        LoadPhase.WarmUp => Begin,
        LoadPhase.Measuring => Measure,
        LoadPhase.CoolDown => End,
        _ => Stop,
    };
}
