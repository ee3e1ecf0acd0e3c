using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A comparison as a page of Markdown.</summary>
public static class ComparisonMarkdown
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="comparison">The comparison.</param>
    public static void Write(TextWriter output, Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(comparison);
        Head(output, comparison);
        foreach (RateSweep sweep in RateSweep.Of(comparison)) Section(output, sweep);
        foreach (ScenarioComparison scenario in comparison.Scenarios) Section(output, scenario);
    }

    private static void Section(TextWriter output, RateSweep sweep)
    {
        output.WriteLine($"\n## {sweep.Name}, by pings a second\n\n{sweep.Scenarios[0].Shows}");
        foreach (Measure measure in RateSweep.Shown)
        {
            output.WriteLine($"\n| {ComparisonCell.Head(measure)} | {string.Join(" | ", sweep.Servers.Select(Code))} |");
            output.WriteLine($"|---:|{string.Concat(sweep.Servers.Select(_ => "---:|"))}");
            foreach (IReadOnlyList<string> line in sweep.Table(measure)) output.WriteLine($"| {string.Join(" | ", line)} |");
        }
        output.WriteLine($"\n{RateSweep.Legend}");
    }

    private static void Head(TextWriter output, Comparison comparison)
    {
        MachineFacts machine = comparison.Environment;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Comparison, {machine.StartedAt:d MMMM yyyy}\n"));
        string cut = comparison.Interrupted ? " Cut short." : "";
        output.WriteLine($"Verdict: **{comparison.Verdict.ToString().ToUpperInvariant()}**.{cut}\n");
        output.WriteLine($"- {Escaped(machine.Os)}, {Escaped(machine.Cpu ?? "unknown processor")}, {machine.Cores} cores; "
            + $"{Escaped(machine.Runtime)}, {machine.Gc} collector; Sockeye {comparison.Tool.Version}");
        output.WriteLine($"- {comparison.Cores}; each server {comparison.Runs} times, every time as a new process that is warmed up, in "
            + $"shuffled order (seed {comparison.Seed})");
        foreach (string note in comparison.Notes) output.WriteLine($"- {note}");
        foreach (ContenderReport server in comparison.Servers) output.WriteLine($"- {Code(server.Name)}: {Escaped(server.Summary)}");
    }

    private static void Section(TextWriter output, ScenarioComparison scenario)
    {
        output.WriteLine($"\n## {scenario.Name}\n\n{scenario.Shows}\n");
        output.WriteLine($"{ComparisonCell.Plan(scenario)}.");
        foreach (bool ofServer in (bool[])[false, true]) Table(output, scenario, ofServer);
        output.WriteLine();
        if (ComparisonCell.Legend(scenario) is { } legend) output.WriteLine($"{legend}\n");
        foreach (ComparisonRow row in scenario.Rows) output.WriteLine($"- {Code(row.Server)}: {Escaped(row.Finding)}.");
        foreach (ComparisonRow row in scenario.Rows)
        {
            if (ComparisonCell.Doubt(row) is { } doubt) output.WriteLine($"- {Code(row.Server)} is {Escaped(doubt)}");
        }
        foreach (AbsenceReport absent in scenario.Absent)
            output.WriteLine($"- {Code(absent.Server)} {(absent.HasFailed ? "failed" : "did not take part")}: {Escaped(absent.Reason)}");
    }

    private static void Table(TextWriter output, ScenarioComparison scenario, bool ofServer)
    {
        IReadOnlyList<Measure> measures = ComparisonCell.Measures(scenario, ofServer);
        if (measures.Count == 0) return;
        string heads = string.Join(" | ", measures.Select(ComparisonCell.Head));
        output.WriteLine($"\n| {(ofServer ? "the server took" : "clients saw")} | {heads} |");
        output.WriteLine($"|---|{string.Concat(measures.Select(_ => "---:|"))}");
        foreach (ComparisonRow row in scenario.Rows)
        {
            IEnumerable<string> cells = measures.Select(measure => ComparisonCell.Text(row, measure));
            output.WriteLine($"| {Code(row.Server)} | {string.Join(" | ", cells)} |");
        }
    }

    // In a name as code no character means anything but the one that ends it, and the one that ends a cell.
    private static string Code(string name) => $"`{name.Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";

    // What comes from outside, a command or a reply, is one line of text and neither a cell's end nor markup.
    private static string Escaped(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal);
}
