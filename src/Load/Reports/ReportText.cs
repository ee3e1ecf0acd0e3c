using System.Globalization;

namespace Sockeye.Load;

/// <summary>A measurement as text: the loop in the header, the verdict before the figures, who was served, every ping accounted
/// for, and the percentiles with their intervals.</summary>
public static class ReportText
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The measurement.</param>
    public static void Write(TextWriter output, LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        Line(output, "target", $"{report.Plan.EndPoint}   {PlanText.Of(report.Plan)}");
        Line(output, "client", Client(report));
        output.WriteLine();
        if (report.Interrupted) Line(output, "note", "interrupted: what follows is what had been seen");
        Line(output, "verdict", $"{State(report.Verdict.State)}   {Facts(report)}");
        foreach (VerdictReason reason in report.Verdict.Reasons) Line(output, "", $"{State(reason.State)}: {reason.Check}: {reason.Text}");
        Line(output, "clients", Clients(report));
        if (report.Failures.Count > 0) Line(output, "failures", Failures(report));
        if (report.ListenDrops is { Drops: > 0 } drops) Line(output, "backlog", Backlog(drops));
        Line(output, "pings", Pings(report.Counts, report.DrainedMs));
        if (report.Metrics.Rate is { } rate) Line(output, "rate", Number($"{rate:N0} pongs/s over {report.WindowMs / 1e3:0.00} s"));
        output.WriteLine();
        PercentileTable.Write(output, report);
        if (report.Metrics.SecondsDepend) output.WriteLine(Dependence(report.Metrics.SecondsCorrelation));
        foreach (ThresholdResult threshold in report.Thresholds) output.WriteLine(PlainText.Of(Threshold(threshold)));
        foreach (PartReport part in report.Parts ?? []) output.WriteLine(PlainText.Of(Part(part)));
        if (report.Parts is not null) Line(output, "seconds", "left out: those of several processes do not coincide (--csv, --hlog)");
    }

    /// <summary>The state of a verdict, as it is printed.</summary>
    /// <param name="state">The state.</param>
    /// <returns>A word in capitals.</returns>
    public static string State(VerdictState state) => state switch
    {
        VerdictState.Valid => "VALID",
        VerdictState.Suspect => "SUSPECT",
        _ => "INVALID",
    };

    private static void Line(TextWriter output, string name, string text) => output.WriteLine(PlainText.Of($"{name,-9}{text}"));

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Client(LoadReport report)
    {
        string machine = report.Environment is { } facts ? $", {facts.Machine}, {facts.Os}" : "";
        string cpus = report.Self.Cpus.Count is 0 ? "" : $" ({string.Join(',', report.Self.Cpus)})";
        string plan = $"plan {report.Plan.Hash[..12]} {report.Plan.Segment}";
        return $"{report.Self.Transport} transport, {Counted.Of(report.Self.Cores, "core")}{cpus}{machine}, {plan}";
    }

    private static string Facts(LoadReport report)
    {
        List<string> facts = [];
        // Of a segment, and of a sum of some, the clients that are here have their share of the rate.
        double? share = report.Plan.Rate / report.Plan.Clients * report.Clients.Count;
        if (share is { } rate && report.Metrics.SentRate is { } sent) facts.Add(Number($"rate {sent / rate * 100:0.00} %"));
        if (report.Metrics.OwnLagP99Ms is { } lag) facts.Add(Number($"own lag p99 {lag * 1e3:0} us"));
        if (report.Self.CpuShare is { } cpu) facts.Add(Number($"cpu {cpu * 100:0} %"));
        if (report.WindowMs > 0) facts.Add(Number($"gc {report.Self.GcPausesMs / report.WindowMs * 100:0.00} %"));
        if (report.Self.Ceiling is { } ceiling) facts.Add(Number($"ceiling {ceiling:N0}/s"));
        return string.Join(", ", facts);
    }

    private static string Clients(LoadReport report)
    {
        MetricsReport metrics = report.Metrics;
        string never = metrics.NeverServed == 0 ? "" : Number($", {metrics.NeverServed:N0} never served");
        long failed = report.Failures.Values.Sum(count => (long)count);
        string text = Number($"{report.Clients.Count - metrics.NeverServed:N0} served{never}, {failed:N0} failed");
        if (metrics.ServedAtOnceMedian is { } median)
            text += Number($"   served at once: median {median:N0}, most {metrics.ServedAtOnceMost:N0}");
        return metrics.Fairness is { } jain ? text + Number($"   fairness (Jain) {jain:0.000}") : text;
    }

    private static string Failures(LoadReport report) =>
        string.Join(", ", report.Failures.OrderByDescending(kind => kind.Value).Select(kind => Failure(report, kind.Key, kind.Value)));

    // With the first client's detail: what came instead, or what cures it.
    private static string Failure(LoadReport report, string kind, int count)
    {
        string? detail = report.Clients.FirstOrDefault(client => client.Failure == kind)?.Detail;
        return Number($"{count:N0} {kind}") + (string.IsNullOrEmpty(detail) ? "" : $" ({detail})");
    }

    private static string Pings(PingCounts counts, double drainedMs) => Number(
        $"scheduled {counts.Scheduled:N0} = answered {counts.Answered:N0} + failed {counts.Failed:N0} + timed out {counts.TimedOut:N0}")
        + Number($" + in flight {counts.InFlightAtEnd:N0} + never sent {counts.NeverSent:N0}   (drain {drainedMs / 1e3:0.00} s)");

    private static string Backlog(ListenDrops drops) => Number(
        $"{drops.Overflows:N0} times a connect found one full on this machine, {drops.Drops:N0} were dropped: tried again after 1, 3, 7 s");

    private static string Dependence(double? correlation)
    {
        string much = correlation is { } known ? Number($" (rank correlation {known:0.00})") : "";
        return $"Neighbouring seconds depend on each other{much}: the intervals are too narrow; repeat whole runs.";
    }

    private static string Threshold(ThresholdResult threshold)
    {
        string seen = threshold.Value is { } value
            ? Number($"{(threshold.IsBound ? "≥ " : "")}{value:#,0.###} {threshold.Unit}")
            : "n/a: too few pings";
        return $"{(threshold.Kept ? "✓" : "✗")} {threshold.Text,-20} {seen}";
    }

    private static string Part(PartReport part) => Number(
        $"part     {part.Machine} {part.Segment}: {part.Rate:N0} pongs/s, ")
        + $"response p50 {Percentile(part.ResponseP50Ms, part.ResponseP50IsBound)}, "
        + $"p99 {Percentile(part.ResponseP99Ms, part.ResponseP99IsBound)}"
        + (part.Differs ? "   <- differs from the others" : "");

    private static string Percentile(double? ms, bool isBound) =>
        ms is { } known ? Number($"{(isBound ? "≥ " : "")}{known:0.000} ms") : "n/a";
}
