using System.Globalization;
using System.Text;
using Sockeye.Lab;
using Sockeye.Load;
using Spectre.Console;

namespace Sockeye.Cli;

/// <summary>The lanes of a trace in a terminal, coloured by the thread that served.</summary>
internal static class Lanes
{
    /// <summary>As many are drawn; of more a table, or a page, says more.</summary>
    internal const int Most = 40;

    /// <summary>Columns that the axis and a label need beside it.</summary>
    internal const int Narrowest = 40;

    private const int DefaultWidth = 100;

    // Okabe and Ito's colours, which people see apart however they see colours; black and yellow do not suit every background.
    private static readonly Color[] Colors =
        [new(0, 158, 115), new(86, 180, 233), new(230, 159, 0), new(204, 121, 167), new(0, 114, 178), new(213, 94, 0)];

    /// <summary>Writes them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="gantt">The lanes.</param>
    /// <param name="width">Columns of a line; null for those of the terminal.</param>
    internal static void Write(TextWriter output, Gantt gantt, int? width)
    {
        if (gantt.Lanes.Count == 0)
        {
            output.WriteLine(gantt.By == GanttBy.Client ? "No client is in this trace." : "Nobody serves in this trace.");
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        int columns = Columns(width, Terminal.Is(output) ? console.Profile.Width : null);
        // What stands in a line is measured here: it must not be broken again.
        console.Profile.Width = Math.Max(columns, DefaultWidth) * 2;
        Gantt drawn = gantt with { Lanes = [.. gantt.Lanes.Take(Most)] };
        string noun = gantt.By == GanttBy.Client ? "client" : "worker";
        int label = $"{noun} #{drawn.Lanes.Select(lane => lane.Number).Max()}".Length;
        int cells = Math.Max(10, columns - label - 3);

        string served = gantt.Model is { } model ? $"{Escaped.Text(model)}, " : "";
        console.WriteLine($"{served}a column is {Milliseconds((double)gantt.Length / cells)}");
        foreach (GanttRow row in GanttText.Rows(drawn, cells))
            console.MarkupLine($"{$"{noun} #{row.Number}".PadRight(label)} |{Markup(row)}|");
        string end = Milliseconds(gantt.Length);
        console.WriteLine($"{new string(' ', label)}  0{end.PadLeft(cells - 1)}");
        console.WriteLine(GanttText.Legend(gantt.By));
        if (gantt.Lanes.Count > Most) console.WriteLine($"not drawn: {Counted.Of(gantt.Lanes.Count - Most, $"more {noun}")}");
        if (gantt.Dropped != 0)
        {
            console.WriteLine(
                gantt.Dropped is { } dropped ? $"dropped: {Counted.Of(dropped, "event", "D")}" : "the trace has no end: it was cut off");
        }
    }

    /// <summary>The columns of a line: those asked for, those of the terminal, or what suits a file.</summary>
    // In a narrower terminal the lines are broken by it: narrower lanes would show nothing.
    internal static int Columns(int? asked, int? terminal) => asked ?? (terminal is { } wide ? Math.Max(Narrowest, wide) : DefaultWidth);

    // Neighbours of one colour share their markup.
    private static string Markup(GanttRow row)
    {
        StringBuilder markup = new();
        for (int i = 0; i < row.Cells.Count;)
        {
            int worker = row.Cells[i].Worker;
            int end = i;
            while (end < row.Cells.Count && row.Cells[end].Worker == worker) end++;
            string run = Spectre.Console.Markup.Escape(string.Concat(row.Cells.Skip(i).Take(end - i).Select(cell => cell.Character)));
            markup.Append(worker < 0 ? run : $"[{Colors[worker % Colors.Length].ToMarkup()}]{run}[/]");
            i = end;
        }
        return markup.ToString();
    }

    private static string Milliseconds(double nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000:0.###} ms");
}
