namespace Sockeye.Bench;

/// <summary>How much each measurement asks.</summary>
/// <param name="Single">Pings, where each connection has one out.</param>
/// <param name="Pipelined">Pings, where it has several: they cost a tenth.</param>
/// <param name="Churn">Connections that come and go.</param>
/// <param name="WarmUpMilliseconds">What comes before: the runtime compiles what is used much, and then compiles it again.</param>
internal sealed record Effort(long Single, long Pipelined, long Churn, int WarmUpMilliseconds)
{
    internal static Effort Whole { get; } = new(100_000, 1_000_000, 15_000, 600);

    internal static Effort Smoke { get; } = new(2_000, 4_000, 300, 30);

    internal long Pings(Workload workload) => workload.Outstanding == 1 ? Single : Pipelined;
}
