using System.Text.Json;
using System.Text.Json.Serialization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>What a sweep or a search has measured: one plan at several rates, in the order in which they were tried. Its form is
/// docs/schema/sweep.schema.json.</summary>
/// <param name="Schema">The version of the form: a field that goes or changes its meaning raises it.</param>
/// <param name="Tool">What wrote it.</param>
/// <param name="Environment">Where it was done.</param>
/// <param name="Plan">What was to be done; its rate is the first one.</param>
/// <param name="HighestRate">The highest rate that was sent, kept every limit, and was measured validly; null where none was.</param>
/// <param name="Interrupted">Whether it was cut short.</param>
/// <param name="Steps">The rates.</param>
internal sealed record SweepReport(
    int Schema, ToolReport Tool, MachineFacts Environment, PlanReport Plan, double? HighestRate, bool Interrupted,
    IReadOnlyList<SweepStep> Steps)
{
    private const int CurrentSchema = 1;

    /// <summary>Makes it of what was measured at each rate: one at least.</summary>
    internal static SweepReport Of(IReadOnlyList<LoadReport> reports, MachineFacts machine) => new(
        CurrentSchema,
        reports[0].Tool,
        machine,
        reports[0].Plan,
        reports.Where(RateTrials.Holds).Max(report => report.Plan.Rate),
        reports.Any(report => report.Interrupted),
        [.. reports.Select(SweepStep.Of)]);

    internal void Write(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, SweepJson.Default.SweepReport));
}

/// <summary>One rate of a sweep: a result, without its seconds and its clients.</summary>
/// <param name="Rate">Pings a second that were asked for.</param>
/// <param name="Holds">Whether it was sent, kept every limit, and was measured validly.</param>
/// <param name="Verdict">Whether its figures can be trusted.</param>
/// <param name="Counts">What became of every ping.</param>
/// <param name="Failures">Clients that failed, by kind.</param>
/// <param name="Metrics">The figures that a program compares.</param>
/// <param name="Response">The response times, whole.</param>
/// <param name="Thresholds">The limits, and whether they were kept.</param>
/// <param name="WindowMs">How long it was measured.</param>
internal sealed record SweepStep(
    double Rate, bool Holds, Verdict Verdict, PingCounts Counts, IReadOnlyDictionary<string, int> Failures, MetricsReport Metrics,
    LatencyReport Response, IReadOnlyList<ThresholdResult> Thresholds, double WindowMs)
{
    internal static SweepStep Of(LoadReport report) => new(
        report.Plan.Rate ?? 0, RateTrials.Holds(report), report.Verdict, report.Counts, report.Failures, report.Metrics,
        report.LatencyMs.Response, report.Thresholds, report.WindowMs);
}

/// <summary>How a sweep becomes JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SweepReport))]
internal sealed partial class SweepJson : JsonSerializerContext;
