using System.Globalization;

namespace Sockeye.Lab;

/// <summary>A handler that computes for every ping.</summary>
internal static class CpuScenario
{
    private static readonly TimeSpan Burn = TimeSpan.FromMilliseconds(2);

    internal static Scenario Scenario { get; } = new()
    {
        Name = "cpu",
        Shows = "What a model is worth where the handler computes: no model has more cores than the server is given, but who waits for "
            + "whom differs.",
        Plan = new() { Clients = 8, Pings = 20 },
        Setup = new() { Work = new() { Burn = Burn } },
        Finding = static seen => seen.Unanswered() ?? Text(seen),
    };

    private static string Text(SeenRuns seen)
    {
        double atOnce = (seen[Measures.Throughput]?.Median ?? 0) * Burn.TotalSeconds;
        string worst = seen.Text(Measures.FirstPongWorst);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"it computed {atOnce:0.0} pings at a time, and the last client had its first pong after {worst}");
    }
}
