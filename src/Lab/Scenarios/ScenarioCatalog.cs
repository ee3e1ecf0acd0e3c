namespace Sockeye.Lab;

/// <summary>The scenarios, the lesson's first.</summary>
public static class ScenarioCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> Scenarios { get; } =
    [
        ClassicScenario.Scenario,
        StallOneScenario.Scenario,
        StallPoolScenario.Scenario,
        IdleCrowdScenario.Scenario,
        SlowReaderScenario.Scenario,
        FragmentsScenario.Scenario,
        ChurnScenario.Scenario,
        SteadyScenario.Scenario,
        PauseScenario.Scenario,
        CpuScenario.Scenario,
    ];

    /// <summary>Finds one by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The scenario, or null.</returns>
    public static Scenario? Find(string name) => Scenarios.FirstOrDefault(scenario => scenario.Name == name);
}
