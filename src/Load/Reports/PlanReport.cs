using System.Text.Json;

namespace Sockeye.Load;

/// <summary>What was to be done: the parts that people look for, and the plan whole.</summary>
/// <param name="Loop">«closed»: a client waits for a pong before it sends its next ping; «open»: the clock decides.</param>
/// <param name="EndPoint">Where the server listens.</param>
/// <param name="Clients">How many clients.</param>
/// <param name="Pings">How many pings each sends; null where it is a duration.</param>
/// <param name="DurationMs">For how long pings are scheduled; null where it is a number.</param>
/// <param name="DelayBetweenMs">How long a client thinks between a pong and its next ping.</param>
/// <param name="Depth">How many pings of a client may be unanswered at a time.</param>
/// <param name="Rate">Pings a second of all clients; null in a closed loop.</param>
/// <param name="Arrivals">How they follow one another; null in a closed loop.</param>
/// <param name="Seed">What everything random is drawn from.</param>
/// <param name="Segment">Which part of the plan this process carried: its index from 0, and how many there are.</param>
/// <param name="Hash">What tells plans apart.</param>
/// <param name="Whole">Every property of the plan.</param>
public sealed record PlanReport(
    string Loop, string EndPoint, int Clients, int? Pings, double? DurationMs, double DelayBetweenMs, int Depth, double? Rate,
    string? Arrivals, ulong Seed, string Segment, string Hash, JsonElement Whole)
{
    /// <summary>The plan itself.</summary>
    /// <returns>As it was run.</returns>
    /// <exception cref="FormatException">It is not a plan.</exception>
    public ClientPlan Plan()
    {
        try
        {
            return ClientPlan.FromJson(Whole.GetRawText());
        }
        catch (JsonException broken)
        {
            throw new FormatException($"its plan cannot be read ({broken.Message})", broken);
        }
    }

    /// <summary>Makes the report of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The report.</returns>
    public static PlanReport Of(ClientPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(
            plan.Loop == Load.Loop.Open ? "open" : "closed",
            plan.EndPoint.ToString() ?? "",
            plan.Clients,
            plan.Duration is null ? plan.Pings : null,
            plan.Duration?.TotalMilliseconds,
            plan.DelayBetween.TotalMilliseconds,
            plan.Depth,
            plan.Rate,
            plan.Rate is null ? null : plan.Arrivals == Load.Arrivals.Poisson ? "poisson" : "constant",
            plan.Seed,
            $"{plan.Segment.Index}/{plan.Segment.Count}",
            plan.Hash,
            JsonDocument.Parse(plan.ToJson()).RootElement);
    }
}
