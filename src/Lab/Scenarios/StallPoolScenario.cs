namespace Sockeye.Lab;

/// <summary>As many slow clients as there are threads, and they come first.</summary>
internal static class StallPoolScenario
{
    private const int Threads = 4;

    private static readonly Stall Stall = new(0, Lesson.Sleep, Threads);

    internal static Scenario Scenario { get; } = new()
    {
        Name = "stall-pool",
        Shows = $"Where a pool ends: with {Threads} threads, or reactors, and {Threads} slow clients nobody is left for the others.",
        Plan = StallOne.Plan(2 * Threads, Stall) with
        {
            Pings = 60,
            PingsByClient = Enumerable.Range(0, Threads).ToDictionary(client => client, _ => 1),
        },
        Setup = new() { Threads = Threads, Work = new() { Delay = Stall.Duration, Client = Stall.Client, Clients = Stall.Clients } },
        IsSizedForMachine = true,
        Blast = static (calm, stalled) => BlastRadius.Of(calm, stalled, Stall),
        Finding = static seen => seen.Agreed(static run => Findings.OfBlast(run.Blast!)),
    };
}
