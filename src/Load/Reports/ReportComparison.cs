using System.Globalization;

namespace Sockeye.Load;

/// <summary>Several results side by side: a row each, the verdict before the figures.</summary>
public static class ReportComparison
{
    private static readonly string[] Heads = ["verdict", "loop", "pongs/s", "p50", "p99", "p99.9", "max", "unanswered", "never served"];

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="reports">Each result, with the name that it is to have.</param>
    public static void Write(TextWriter output, IReadOnlyList<(string Name, LoadReport Report)> reports)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(reports);
        string[][] rows = [["", .. Heads], .. reports.Select(entry => (string[])[entry.Name, .. Cells(entry.Report)])];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            // Names to the left, figures to the right.
            IEnumerable<string> cells = row.Select((cell, column) =>
                column <= 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(PlainText.Of(string.Join("  ", cells).TrimEnd()));
        }
        output.WriteLine("response times in ms; ≥ is at least that; n/a: too few pings lie beyond");
        if (reports.DistinctBy(entry => entry.Report.Plan.Hash).Skip(1).Any())
            output.WriteLine("the plans differ: compare with care");
    }

    private static string[] Cells(LoadReport report) =>
    [
        ReportText.State(report.Verdict.State),
        report.Plan.Loop,
        report.Metrics.Rate is { } rate ? rate.ToString("N0", CultureInfo.InvariantCulture) : "n/a",
        Percentile(report, 50), Percentile(report, 99), Percentile(report, 99.9),
        report.LatencyMs.Response.MaxMs is { } max ? Figure(max, report.LatencyMs.Response.MaxIsBound) : "n/a",
        (report.Counts.Scheduled - report.Counts.Answered).ToString("N0", CultureInfo.InvariantCulture),
        report.Metrics.NeverServed.ToString("N0", CultureInfo.InvariantCulture),
    ];

    private static string Percentile(LoadReport report, double percent) =>
        report.LatencyMs.Response.Percentile(percent) is { } percentile ? Figure(percentile.Ms, percentile.IsBound) : "n/a";

    private static string Figure(double ms, bool isBound) => (isBound ? "≥ " : "") + ms.ToString("#,0.000", CultureInfo.InvariantCulture);
}
