namespace Sockeye.Lab;

/// <summary>The lesson's clients, as they are.</summary>
internal static class ClassicScenario
{
    internal static Scenario Scenario { get; } = new()
    {
        Name = "classic",
        Shows = "In which order clients are served that come at once: one after another, or in turns.",
        Plan = new() { Clients = Lesson.Clients, Pings = Lesson.Pings, DelayBetween = Lesson.Think },
        Finding = static seen => seen.Agreed(static run => Findings.OfOrder(run.Load)),
    };
}
