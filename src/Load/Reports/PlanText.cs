using System.Globalization;

namespace Sockeye.Load;

/// <summary>A plan in half a line: the loop first, since no percentile means anything without it.</summary>
public static class PlanText
{
    /// <summary>Says it.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The text.</returns>
    public static string Of(PlanReport plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string work = plan.DurationMs is { } duration ? Text($"{duration / 1e3:0.###} s") : Counted.Of(plan.Pings ?? 0, "ping") + " each";
        return Text($"{Loop(plan)}, {Counted.Of(plan.Clients, "client")}, {work}, seed {plan.Seed}");
    }

    /// <summary>The loop alone.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The text.</returns>
    public static string Loop(PlanReport plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string depth = plan.Depth == 1 ? "" : Text($", depth {plan.Depth}");
        return plan.Rate is { } rate
            ? Text($"open(rate {rate:#,0.###}/s, arrivals {plan.Arrivals}{depth})")
            : Text($"closed(think {plan.DelayBetweenMs:0.###} ms{depth})");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
