#!/usr/bin/env dotnet

// Runs the console blocks of documents and compares what they print with what the documents show.
//
//   ```console            each line that begins with «$ » is a command, run by bash in the repository's root; the lines up to
//                         the next one are its output. «...» on a line of its own stands for any lines. Times, ports that
//                         the system chose and fractions may differ.
//   ```console varies     the order of lines and all numbers may differ, too: every line shown must come, in some order.
//   ```console server     the command goes on running during the next block, and gets SIGTERM after it.
//
// The last line says how many blocks were run; the exit code is 1 where one differs.
using System.Diagnostics;
using System.Text.RegularExpressions;

TimeSpan patience = TimeSpan.FromMinutes(3);
int run = 0;
List<string> differences = [];

foreach (string document in args)
{
    Shown? server = null;
    Process? serving = null;
    Task<string[]>? said = null;
    foreach (Shown block in Shown.In(document))
    {
        Console.WriteLine($"{block.Place}: $ {block.Command}");
        Process process = Start(block.Command);
        if (block.Serves)
        {
            (server, serving) = (block, process);
            await FirstLine(process);
            // Read while it runs: one that says much would else wait for its reader.
            said = Output(process);
            continue;
        }
        Compare(block, await Output(process));
        if (server is null || serving is null || said is null) continue;
        Signal(serving);
        Compare(server, await said);
        server = null;
    }
}

foreach (string difference in differences) Console.WriteLine(difference);
Console.WriteLine($"{run} commands run, {differences.Count} differ");
return differences.Count == 0 && run > 0 ? 0 : 1;

// In a group of its own, so that the program which dotnet starts gets the signal, too.
static Process Start(string command) => Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", $"({command}) > >(cat) 2>&1"])
{
    RedirectStandardOutput = true,
    Environment = { ["NO_COLOR"] = "1", ["DOTNET_NOLOGO"] = "1" },
})!;

static void Signal(Process process) => Process.Start("kill", ["-TERM", "--", $"-{process.Id}"]).WaitForExit();

// Waits for a server's first line and leaves it to be read: a server that says something has started.
async Task FirstLine(Process process)
{
    using CancellationTokenSource deadline = new(patience);
    while (process.StandardOutput.Peek() < 0 && !process.HasExited) await Task.Delay(50, deadline.Token);
}

async Task<string[]> Output(Process process)
{
    using CancellationTokenSource deadline = new(patience);
    try
    {
        string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        return [.. output.Split('\n').Select(Stable.Part).Where(line => line.Length > 0)];
    }
    catch (OperationCanceledException)
    {
        Signal(process);
        return [$"(did not end within {patience.TotalMinutes} minutes)"];
    }
}

void Compare(Shown shown, string[] printed)
{
    run++;
    string[] expected = [.. shown.Output.Select(Stable.Part).Where(line => line.Length > 0)];
    string? missing = shown.Varies ? MissingAnywhere(expected, printed) : MissingInOrder(expected, printed);
    if (missing is null) return;
    differences.Add($"{shown.Place}: $ {shown.Command}\n  expected: {missing}\n  printed:\n    {string.Join("\n    ", printed)}");
}

static string? MissingAnywhere(string[] expected, string[] printed)
{
    HashSet<string> shapes = [.. printed.Select(Stable.Shape)];
    return Array.Find(expected, line => line != "..." && !shapes.Contains(Stable.Shape(line)));
}

static string? MissingInOrder(string[] expected, string[] printed)
{
    int next = 0;
    bool skip = false;
    foreach (string line in expected)
    {
        if (line == "...")
        {
            skip = true;
            continue;
        }
        int found = skip ? Array.IndexOf(printed, line, next) : next < printed.Length && printed[next] == line ? next : -1;
        if (found < 0) return line;
        (next, skip) = (found + 1, false);
    }
    return skip || next == printed.Length ? null : $"(the end, and not: {printed[next]})";
}

/// <summary>A command of a document, and the output that is shown below it.</summary>
internal sealed record Shown(string Place, string Command, bool Serves, bool Varies, List<string> Output)
{
    public static IEnumerable<Shown> In(string document)
    {
        List<Shown> shown = [];
        string[]? kind = null;
        foreach ((int index, string line) in File.ReadAllLines(document).Index())
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) kind = kind is null ? line[3..].Split(' ') : null;
            else if (kind is not ["console", ..]) continue;
            else if (line.StartsWith("$ ", StringComparison.Ordinal))
                shown.Add(new Shown($"{document}:{index + 1}", line[2..], kind.Contains("server"), kind.Contains("varies"), []));
            else shown[^1].Output.Add(line);
        }
        return shown;
    }
}

/// <summary>What of a line is the same in every run.</summary>
internal static partial class Stable
{
    public static string Part(string line)
    {
        line = Time().Replace(line, "‹time›");
        line = Port().Replace(line, "$1:‹port›");
        line = Fraction().Replace(line, "‹fraction›");
        return Padding().Replace(line, match => match.Value[..1]).Trim();
    }

    public static string Shape(string line) => Number().Replace(line, "#");

    [GeneratedRegex(@"-?\b\d+(\.\d+)?\s?(µs|us|ms|s)\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"(127\.0\.0\.1|\[::1?\]):\d{5}\b")]
    private static partial Regex Port();

    // 0.00 is a claim: one after another, nobody delayed. How much somebody was delayed is a measurement.
    [GeneratedRegex(@"(?<=severity )-?\d+\.\d+|\b(?!0\.00\b)\d+\.\d+\b(?!\.)")]
    private static partial Regex Fraction();

    [GeneratedRegex(@" {2,}|─{2,}")]
    private static partial Regex Padding();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
