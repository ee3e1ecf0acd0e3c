using System.Globalization;
using System.Text;

namespace Sockeye.Bench;

/// <summary>The results as a page: a table a figure, a row a server, a column a workload.</summary>
internal static class MarkdownReport
{
    private static readonly Figure[] Figures =
    [
        new("Server CPU, as a ratio to the C loop of the same round", run => run.CpuMicroseconds, "0.00") { IsRatio = true },
        new("Server CPU, µs per ping (churn: per connection)", run => run.CpuMicroseconds, "0.00"),
        new("Pings per second, in thousands (churn: connections)", run => run.PerSecond / 1000, "0.0"),
        new("Pings per second, as a ratio to the C loop of the same round", run => run.PerSecond, "0.00") { IsRatio = true },
        new("Service time, median, µs", run => run.P50Microseconds, "0"),
        new("Service time, 99th percentile, µs", run => run.P99Microseconds, "0"),
        new("System calls per ping (churn: per connection)", run => run.SystemCalls, "0.000"),
        new("Context switches per ping (churn: per connection)", run => run.ContextSwitches, "0.000"),
        new("The load's share of its core", run => run.LoadCpu, "0.00"),
        new("Resident at one connection, MiB", run => run.ResidentAtOne / (1 << 20), "0.0"),
        new("Resident at all connections, MiB", run => run.ResidentAtAll / (1 << 20), "0.0"),
        new("Resident bytes that a silent connection adds", run => run.ResidentPerConnection, "0"),
        new("Private bytes that a silent connection adds", run => run.PrivatePerConnection, "0"),
    ];

    internal static string Write(Results results)
    {
        StringBuilder page = new();
        Head(page, results);
        foreach (Figure figure in Figures) Table(page, results, figure);
        Reasons(page, "Not measured (–)", results.Absent);
        Reasons(page, "Failed", results.Failed);
        return page.ToString();
    }

    private static void Head(StringBuilder page, Results results)
    {
        Machine machine = results.Machine;
        int rounds = results.Measurements.GroupBy(run => (run.Server, run.Workload)).Select(runs => runs.Count()).DefaultIfEmpty().Max();
        page.AppendLine(CultureInfo.InvariantCulture, $"""
            {machine.Date}, {machine.Runtime}, Linux {machine.Kernel}, {machine.Processor}, {machine.Cores} cores; {machine.Pinning};
            load: {machine.Client}; Sockeye {machine.Commit}; `{machine.Command}`

            Closed loop, messages of 16 bytes, connections × pings that each has out. Median (least–most) of {rounds} interleaved
            rounds, each with new server processes. A ratio is the median of the rounds' own ratios.
            """);
    }

    private static void Table(StringBuilder page, Results results, Figure figure)
    {
        string[] columns = [.. results.Workloads.Where(
            workload => results.Servers.Any(server => figure.Of(results, server, workload) is not null))];
        if (columns.Length == 0) return;
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"**{figure.Title}**").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"| server | {string.Join(" | ", columns.Select(Title))} |");
        page.Append('|').Insert(page.Length, "---|", columns.Length + 1).AppendLine();
        foreach (string server in results.Servers)
        {
            IEnumerable<string> cells = columns.Select(workload => Cell(figure.Of(results, server, workload), figure.Format));
            page.AppendLine(CultureInfo.InvariantCulture, $"| {server} | {string.Join(" | ", cells)} |");
        }
    }

    private static string Title(string workload) => workload.Replace('x', '×');

    private static string Cell(Series? series, string format)
    {
        if (series is null) return "–";
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(series.Median)} ({Text(series.Least)}–{Text(series.Most)})";
    }

    private static void Reasons(StringBuilder page, string title, List<Absence> absences)
    {
        if (absences.Count == 0) return;
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{title}:").AppendLine();
        foreach (IGrouping<(string, string), Absence> same in absences.GroupBy(absence => (absence.Server, absence.Reason)))
        {
            IEnumerable<string> workloads = same.Select(absence => Title(absence.Workload)).Distinct();
            page.AppendLine(CultureInfo.InvariantCulture, $"- {same.Key.Item1} on {string.Join(", ", workloads)}: {same.Key.Item2}");
        }
    }

    private sealed record Figure(string Title, Func<Measurement, double?> Value, string Format)
    {
        internal bool IsRatio { get; init; }

        internal Series? Of(Results results, string server, string workload) =>
            IsRatio ? results.Ratio(server, workload, Value) : results.Of(server, workload, Value);
    }
}
