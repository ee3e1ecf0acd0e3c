using System.Globalization;
using Sockeye.Lab;
using Sockeye.Load;
using Spectre.Console;

namespace Sockeye.Cli;

/// <summary>A soak as text: for each server what became of the connections, as both sides saw it, and what was checked.</summary>
internal static class SoakPage
{
    // Wide enough that no cell is broken: what is redirected looks the same on every machine.
    private const int PlainWidth = 200;

    internal static void Write(TextWriter output, SoakReport report, string command)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!Terminal.Is(output)) console.Profile.Width = PlainWidth;
        MachineFacts machine = report.Environment;
        output.WriteLine($"verdict  {SoakText.Verdict(report)}");
        output.WriteLine($"machine  {machine.Os}, {machine.Cpu ?? "unknown processor"}, {machine.Cores} cores, {machine.Runtime}");
        output.WriteLine($"soak     {SoakMarkdown.Terms(report.Terms)}");
        if (report.Interrupted) output.WriteLine("interrupted: what follows is what had been seen");
        foreach (SoakResult result in report.Results) Write(console, result);
        output.WriteLine($"replay: {command}");
    }

    private static void Write(IAnsiConsole console, SoakResult result)
    {
        TextWriter output = console.Profile.Out.Writer;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Server}: {SoakText.Count(result.Lives)} connections in {result.Seconds:0.#} s, "
                + $"{SoakText.Count(result.Killed)} of them killed in the middle; {SoakText.Bytes(result.VerifiedBytes)} verified"));
        console.Write(Sides(result));
        console.Write(Checks(result));
        foreach (string wrong in result.Wrongs) output.WriteLine($"wrong: {Escaped.Text(wrong)}");
    }

    private static Table Sides(SoakResult result)
    {
        Table table = new Table().Border(TableBorder.Simple);
        // Where it is narrow words are broken, and never a figure.
        table.AddColumn("what became of them");
        table.AddColumn(new TableColumn("").RightAligned().NoWrap());
        table.AddColumn("the server closed them");
        table.AddColumn(new TableColumn("").RightAligned().NoWrap());
        (string What, long Count)[] lives = [.. SoakText.Lives(result)];
        (string What, long Count)[] closings = [.. SoakText.Closings(result)];
        for (int row = 0; row < Math.Max(lives.Length, closings.Length); row++)
            table.AddRow([.. Cells(lives, row), .. Cells(closings, row)]);
        return table;
    }

    private static string[] Cells((string What, long Count)[] rows, int row) =>
        row < rows.Length ? [Markup.Escape(rows[row].What), SoakText.Count(rows[row].Count)] : ["", ""];

    private static Table Checks(SoakResult result)
    {
        Table table = new Table().Border(TableBorder.Simple).HideHeaders();
        table.AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("").NoWrap()).AddColumn("");
        foreach (SoakCheck check in result.Checks)
            table.AddRow(SoakText.State(check.State), check.Name, Markup.Escape(Escaped.Text(check.Finding)));
        return table;
    }
}
