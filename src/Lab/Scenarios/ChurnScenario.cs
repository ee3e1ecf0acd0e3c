namespace Sockeye.Lab;

/// <summary>A connection for every ping.</summary>
internal static class ChurnScenario
{
    internal static Scenario Scenario { get; } = new()
    {
        Name = "churn",
        Shows = "What coming and going costs: accept, one ping, close, with a new connection for every ping.",
        // A port that was used rests for a minute: 500 a run are no burden for the machine, and all runs fit into what it has.
        Plan = new() { Clients = 10, Pings = 50, DelayBetween = TimeSpan.FromMilliseconds(1), ReconnectEvery = 1 },
        HasThreadForEach = true,
        Finding = static seen => seen.Unanswered()
            ?? $"1,000 connections with a ping each took {seen.Text(Measures.Cpu)} of CPU",
    };
}
