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
        // With pauses, so that neither side is at its limit: a server that is wakes for several pings at once, and shares the cost.
        Plan = new()
        {
            Clients = Active,
            Duration = TimeSpan.FromSeconds(1),
            DelayBetween = TimeSpan.FromMilliseconds(5),
            ConnectRate = 1_000,
        },
        HasThreadForEach = true,
        Companion = new SilentCrowd(Silent),
        Refuses = static model => model.ServesOneAtATime ? "the first silent client has it for itself" : null,
        Finding = static seen => seen.Unanswered()
            ?? $"1,000 pings among the silent took {seen.Text(Measures.Cpu)} of CPU, and each of those "
                + $"{seen.Text(Measures.IdleCost)} of memory",
    };
}
