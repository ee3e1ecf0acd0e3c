using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>One plan at several rates, a line each: the evidence of a sweep and of a search.</summary>
internal sealed class RateTrials(ClientPlan plan, TextWriter output, TextWriter? progress)
{
    // A rate that was not reached keeps no limit: the pings that would have missed it were never sent.
    private const double LeastReached = 0.99;

    private readonly List<LoadReport> _reports = [];

    /// <summary>What was measured so far, a result a rate.</summary>
    internal IReadOnlyList<LoadReport> Reports => _reports;

    internal void WriteHead() => output.WriteLine(
        $"{"rate/s",12}{"sent",9}{"pongs/s",12}{"p50",12}{"p99",12}{"max",12}  (ms, response)");

    /// <exception cref="CommandFailure">Nobody could connect, or the plan cannot be carried out.</exception>
    internal async Task<LoadReport> Run(double rate, IReadOnlyList<Threshold> thresholds, CancellationToken stop)
    {
        LoadResult result = await Measurement.Run(plan with { Rate = rate }, progress, stop);
        if (LoadVerdict.NobodyConnected(result)) throw new CommandFailure(ExitCodes.CannotStart, LoadVerdict.Reason(result));
        LoadReport report = LoadReport.Of(result, thresholds: thresholds, serverCpus: LocalServer.Cpus(plan.EndPoint));
        _reports.Add(report);
        output.WriteLine(Line(rate, report));
        return report;
    }

    /// <summary>Whether more pings a second can only make a limit be missed: an upper limit, and none on the rate itself.</summary>
    internal static bool IsMissedByMore(Threshold limit) =>
        limit.Text.Contains('<', StringComparison.Ordinal) && !limit.Text.TrimStart().StartsWith("rate", StringComparison.Ordinal);

    /// <summary>Whether a rate was reached, kept its limits, and was measured validly.</summary>
    internal static bool Holds(LoadReport report) =>
        report.Verdict.State != VerdictState.Invalid
        && report.Metrics.SentRate >= LeastReached * report.Plan.Rate
        && report.Thresholds.All(threshold => threshold.Kept);

    internal static string Line(double rate, LoadReport report)
    {
        LatencyReport response = report.LatencyMs.Response;
        string sent = string.Create(CultureInfo.InvariantCulture, $"{report.Metrics.SentRate / rate * 100:0.0} %");
        string missed = string.Join(", ", report.Thresholds.Where(threshold => !threshold.Kept)
            .Select(threshold => threshold.Value is null ? $"? {threshold.Text}: too few pings" : $"✗ {threshold.Text}"));
        string unanswered = report.Counts.Scheduled == report.Counts.Answered
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" {report.Counts.Scheduled - report.Counts.Answered:N0} unanswered");
        string line = $"{Rates.Format(rate),12}{sent,9}{Rate(report.Metrics.Rate),12}"
            + $"{Percentile(response.Percentile(50)),12}{Percentile(response.Percentile(99)),12}"
            + $"{Figure(response.MaxMs, response.MaxIsBound),12}"
            + $"  {ReportText.State(report.Verdict.State)}{unanswered} {missed}";
        return line.TrimEnd();
    }

    private static string Rate(double? rate) => rate?.ToString("N0", CultureInfo.InvariantCulture) ?? "n/a";

    private static string Percentile(PercentileReport? percentile) => Figure(percentile?.Ms, percentile?.IsBound ?? false);

    private static string Figure(double? ms, bool isBound) =>
        ms is { } known ? (isBound ? "≥ " : "") + known.ToString("#,0.000", CultureInfo.InvariantCulture) : "n/a";
}
