using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Pings that come by the clock, whether or not the server keeps up.</summary>
internal static class SteadyScenario
{
    internal static Scenario Scenario { get; } = new()
    {
        Name = "steady",
        Shows = "What users feel: pings come at random moments at a steady rate (open loop, Poisson), and nothing waits to be asked.",
        Plan = new()
        {
            Clients = 50,
            Rate = 2_000,
            Arrivals = Arrivals.Poisson,
            // 12,000 pings: enough for p99.9, and some seconds to look at.
            Duration = TimeSpan.FromSeconds(6),
            ConnectRate = 1_000,
            Grace = TimeSpan.FromSeconds(1),
        },
        HasThreadForEach = true,
        Finding = static seen => seen.Unanswered()
            ?? $"every ping was answered: half of them within {seen.Text(Measures.ResponseP50)}, "
                + $"99 of 100 within {seen.Text(Measures.ResponseP99)}",
    };
}
