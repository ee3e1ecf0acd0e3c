using System.CommandLine;
using System.Globalization;
using Sockeye.Lab;
using Sockeye.Load;
using Spectre.Console;

namespace Sockeye.Cli;

/// <summary><c>sockeye</c> without a verb: the lesson, on this machine, now.</summary>
internal static class LessonCommand
{
    // Wide enough that no cell is broken: what is redirected looks the same on every machine.
    private const int PlainWidth = 100;

    internal static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!Terminal.Is(output)) console.Profile.Width = PlainWidth;

        string models = string.Join(", ", Lesson.Models.Select(model => $"{model.Name} ({model.Summary})"));
        await output.WriteLineAsync($"One protocol, {Lesson.Models.Count} servers: {models}.");
        await output.WriteLineAsync(
            $"{Lesson.Clients} clients connect to each in parallel and send {Lesson.Pings} pings. The pongs arrived in this order:");
        List<TrialResult> orders = [];
        await foreach (TrialResult result in Lesson.Orders(stop)) orders.Add(result);
        WriteOrders(console, orders);
        if (stop.IsCancellationRequested) return ExitCodes.Interrupted;

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"Now the server sleeps {Lesson.Sleep.TotalMilliseconds:0} ms before it answers client #{Lesson.SlowClient}, "
            + "and the others go on pinging:");
        List<StallResult> stalls = [];
        await foreach (StallResult result in Lesson.Stalls(cancellation: stop)) stalls.Add(result);
        WriteStalls(console, stalls);
        return ExitCode(orders, stalls);
    }

    internal static void WriteOrders(IAnsiConsole console, IReadOnlyList<TrialResult> results)
    {
        Table table = Columns("model", "order of pongs", "interleaving");
        foreach (TrialResult result in results)
        {
            table.AddRow(
                result.Model.Name,
                Markup.Escape(Order.Text(result.Load.Order)),
                result.Load.Interleaving is { } interleaving ? interleaving.ToString("0.00", CultureInfo.InvariantCulture) : "n/a");
        }
        console.Write(table);
        foreach (TrialResult result in results)
            console.Profile.Out.Writer.WriteLine($"{result.Model.Name}: {Findings.OfOrder(result.Load)}.");
    }

    internal static void WriteStalls(IAnsiConsole console, IReadOnlyList<StallResult> results)
    {
        Table table = Columns("model", "others delayed", "blast radius", "longest wait grew by");
        foreach (StallResult result in results)
        {
            BlastRadius radius = result.BlastRadius;
            table.AddRow(
                result.Model.Name,
                radius.Invalid is null ? $"{radius.Hit} of {radius.Others}" : "n/a",
                radius.Share is { } share ? share.ToString("P0", CultureInfo.InvariantCulture) : "n/a",
                radius.Invalid is null ? LoadSummary.Milliseconds(radius.WorstGrowth) : "n/a");
        }
        console.Write(table);
        console.Profile.Out.Writer.WriteLine(Findings.OfStalls(results));
    }

    internal static int ExitCode(IReadOnlyList<TrialResult> orders, IReadOnlyList<StallResult> stalls)
    {
        int[] codes = [.. orders.Concat(stalls.Select(stall => stall.Stalled)).Select(result => LoadVerdict.ExitCode(result.Load))];
        if (codes.Max() is var worst && worst != ExitCodes.Ok) return worst;
        return stalls.Any(stall => stall.BlastRadius.Invalid is not null) ? ExitCodes.Invalid : ExitCodes.Ok;
    }

    private static Table Columns(params string[] names)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string name in names) table.AddColumn(new TableColumn(name).NoWrap());
        return table;
    }
}
