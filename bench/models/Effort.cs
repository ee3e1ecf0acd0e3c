namespace Sockeye.Bench;

/// <summary>How much each measurement asks.</summary>
/// <param name="Single">Pings, where each connection has one out.</param>
/// <param name="Pipelined">Pings, where it has several: they cost a tenth.</param>
/// <param name="Churn">Connections that come and go.</param>
/// <param name="WarmUpMilliseconds">What comes before, where code is compiled as it runs: at 500 ms our loops still cost twice as
/// much as at 3 s.</param>
/// <param name="AgainMilliseconds">What comes before, where it has been.</param>
internal sealed record Effort(long Single, long Pipelined, long Churn, int WarmUpMilliseconds, int AgainMilliseconds)
{
    internal static Effort Whole { get; } = new(60_000, 700_000, 10_000, 3_000, 200);

    internal static Effort Smoke { get; } = new(2_000, 4_000, 300, 30, 30);

    internal long Pings(Workload workload) => workload.Outstanding == 1 ? Single : Pipelined;
}
