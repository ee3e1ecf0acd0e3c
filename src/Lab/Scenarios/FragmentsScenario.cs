namespace Sockeye.Lab;

/// <summary>Every ping comes a byte at a time.</summary>
internal static class FragmentsScenario
{
    internal static Scenario Scenario { get; } = new()
    {
        Name = "fragments",
        Shows = "What a message costs that comes a byte at a time: how often a server is woken for it, and whether it gets it right.",
        Plan = new() { Clients = 10, Pings = 100, DelayBetween = TimeSpan.FromMilliseconds(2), PieceBytes = 1 },
        HasThreadForEach = true,
        Finding = static seen => seen.Unanswered()
            ?? $"every ping was put together, and 1,000 of them took {seen.Text(Measures.Cpu)} of CPU",
    };
}
