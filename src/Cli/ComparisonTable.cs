using Sockeye.Lab;
using Sockeye.Load;
using Spectre.Console;

namespace Sockeye.Cli;

/// <summary>A comparison as text: a scenario after another, the findings below the figures.</summary>
internal static class ComparisonTable
{
    // Wide enough that no cell is broken: what is redirected looks the same on every machine.
    private const int PlainWidth = 200;

    internal static void Write(TextWriter output, Comparison comparison)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!Terminal.Is(output)) console.Profile.Width = PlainWidth;
        MachineFacts machine = comparison.Environment;
        output.WriteLine($"verdict  {comparison.Verdict.ToString().ToUpperInvariant()}");
        output.WriteLine(
            $"machine  {machine.Os}, {machine.Cpu ?? "unknown processor"}, {Counted.Of(machine.Cores, "core")}, {machine.Runtime}");
        output.WriteLine(
            $"runs     {comparison.Runs} of each server, shuffled by seed {comparison.Seed}, each a new process; {comparison.Cores}");
        foreach (string note in comparison.Notes) output.WriteLine($"note     {note}");
        if (comparison.Interrupted) output.WriteLine("interrupted: what follows is what had been seen");
        foreach (RateSweep sweep in RateSweep.Of(comparison)) Write(console, sweep);
        foreach (ScenarioComparison scenario in comparison.Scenarios) Write(console, scenario);
    }

    private static void Write(IAnsiConsole console, RateSweep sweep)
    {
        TextWriter output = console.Profile.Out.Writer;
        output.WriteLine();
        output.WriteLine($"{sweep.Name}, by pings a second: {sweep.Scenarios[0].Shows}");
        foreach (Measure measure in RateSweep.Shown)
        {
            Table table = new Table().Border(TableBorder.Simple);
            table.AddColumn(new TableColumn(ComparisonCell.Head(measure)).RightAligned().NoWrap());
            foreach (string server in sweep.Servers) table.AddColumn(new TableColumn(Markup.Escape(server)).RightAligned());
            foreach (IReadOnlyList<string> line in sweep.Table(measure)) table.AddRow([.. line.Select(Markup.Escape)]);
            console.Write(table);
        }
        output.WriteLine(RateSweep.Legend);
    }

    private static void Write(IAnsiConsole console, ScenarioComparison scenario)
    {
        TextWriter output = console.Profile.Out.Writer;
        output.WriteLine();
        output.WriteLine($"{scenario.Name}: {scenario.Shows}");
        output.WriteLine(ComparisonCell.Plan(scenario));
        foreach (bool ofServer in (bool[])[false, true]) Write(console, scenario, ofServer);
        if (ComparisonCell.Legend(scenario) is { } legend) output.WriteLine(legend);
        foreach (ComparisonRow row in scenario.Rows) output.WriteLine($"{row.Server}: {Escaped.Line(row.Finding)}.");
        foreach (ComparisonRow row in scenario.Rows)
        {
            if (ComparisonCell.Doubt(row) is { } doubt) output.WriteLine($"{row.Server} is {doubt}");
        }
        foreach (AbsenceReport absent in scenario.Absent)
            output.WriteLine($"{absent.Server} {(absent.HasFailed ? "failed" : "did not take part")}: {Escaped.Line(absent.Reason)}");
    }

    private static void Write(IAnsiConsole console, ScenarioComparison scenario, bool ofServer)
    {
        IReadOnlyList<Measure> measures = ComparisonCell.Measures(scenario, ofServer);
        if (measures.Count == 0) return;
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn(ofServer ? "the server took" : "clients saw").NoWrap());
        foreach (Measure measure in measures) table.AddColumn(new TableColumn(Markup.Escape(ComparisonCell.Head(measure))).RightAligned());
        foreach (ComparisonRow row in scenario.Rows)
            table.AddRow([Markup.Escape(row.Server), .. measures.Select(measure => Markup.Escape(ComparisonCell.Text(row, measure)))]);
        console.Write(table);
    }
}
