using System.Globalization;

namespace Sockeye.Lab;

/// <summary>The server's process is stopped for half of the run.</summary>
internal static class PauseScenario
{
    private const double Percent = 99;

    private static readonly TimeSpan Run = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    internal static Scenario Scenario { get; } = new()
    {
        Name = "pause",
        Shows = "Whether the measure is honest: what a stopped server costs is known beforehand, and must be found in its percentiles.",
        Plan = new() { Clients = 20, Rate = 500, Duration = Run, ConnectRate = 1_000 },
        HasThreadForEach = true,
        Companion = new ServerPause(After, Pause),
        Finding = static seen => seen.Unanswered() ?? $"99 of 100 pings within {seen.Text(Measures.ResponseP99)}{Beside(seen.Scenario)}",
    };

    // Of a run that ends before the pause does, nothing is known beforehand.
    private static string Beside(Scenario scenario) => scenario.Plan.Duration is { } run && run >= After + Pause
        ? string.Create(CultureInfo.InvariantCulture, $", where the pause alone makes {Expected(run).TotalMilliseconds:#,0} ms")
        : "";

    // Pings due at a constant rate wait for what is left of the pause: of a run T and a pause D, percentile p is D - (1 - p)·T.
    private static TimeSpan Expected(TimeSpan run)
    {
        TimeSpan left = Pause - run * (1 - Percent / 100);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
