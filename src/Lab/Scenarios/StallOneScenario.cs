namespace Sockeye.Lab;

/// <summary>The handler sleeps for client #1.</summary>
internal static class StallOneScenario
{
    private static readonly Stall Stall = new(Lesson.SlowClient, Lesson.Sleep);

    internal static Scenario Scenario { get; } = new()
    {
        Name = "stall-one",
        Shows = "Who waits for one slow client: a handler that sleeps for it holds up whatever shares its thread.",
        Plan = StallOne.Plan(Lesson.Clients, Stall),
        Setup = new() { Work = new() { Delay = Stall.Duration, Client = Stall.Client } },
        IsSizedForMachine = true,
        Blast = static (calm, stalled) => BlastRadius.Of(calm, stalled, Stall),
        Finding = static seen => seen.Agreed(static run => Findings.OfBlast(run.Blast!)),
    };
}
