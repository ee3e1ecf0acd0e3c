namespace Sockeye.Lab;

/// <summary>Many who say nothing, and a few who ping.</summary>
internal static class IdleCrowdScenario
{
    private const int Silent = 2_000;
    private const int Active = 50;

    internal static Scenario Scenario { get; } = new()
    {
        Name = "idle-crowd",
        Shows = "What silent connections cost: in memory, and in time for every ping of the few that are active.",
        Plan = new() { Clients = Active, Duration = TimeSpan.FromSeconds(1), ConnectRate = 1000 },
        HasThreadForEach = true,
        Companion = new SilentCrowd(Silent),
        Refuses = static server => server == "sequential" ? "the first silent client has it for itself" : null,
        Finding = static seen => seen.Unanswered()
            ?? $"a ping among {Silent} silent connections took {seen.Text(Measures.Cpu)} of CPU per 1,000, "
                + $"and a silent connection {seen.Text(Measures.IdleCost)}",
    };
}
