using System.CommandLine;
using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary><c>sockeye trace</c>: the picture of a trace, or of a server's and its clients' on one clock.</summary>
internal static class TraceCommand
{
    internal static Command Create()
    {
        Argument<string[]> files = new("files")
        {
            Description = "A trace, as serve, client and run record it with --trace; or a server's and its clients'.",
            Arity = new ArgumentArity(1, 2),
        };
        Option<string?> by = Options.OneOf("--by", "What a lane is: who was served, or who served. Default: client.", "client", "worker");
        Option<string?> format = Options.OneOf("--format", "How it is drawn. Default: text.", [.. TraceFormats.Names]);
        Option<string?> output = new("--output", "-o") { Description = "Write to a file instead of the output.", HelpName = "file" };
        Option<int?> width = Options.Number(
            "--width", "Columns of the text. Default: those of the terminal, or 100.", lowest: Lanes.Narrowest, highest: 1000);

        Command trace = new("trace", "Draw who was served when: a lane a client, or a lane a thread of the server.");
        trace.Arguments.Add(files);
        foreach (Option option in (Option[])[by, format, output, width]) trace.Options.Add(option);
        trace.Validators.Add(result =>
        {
            if (result.GetValue(format) == "html" && result.GetResult(by) is { Implicit: false })
                result.AddError("--by: a page shows both, and its reader chooses");
        });
        trace.SetAction(parsed =>
        {
            Trace recorded = Read(parsed.GetRequiredValue(files));
            GanttBy lanes = parsed.GetValue(by) == "worker" ? GanttBy.Worker : GanttBy.Client;
            TextWriter told = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(output) is not { } path)
            {
                Draw(told);
                return ExitCodes.Ok;
            }
            if (parsed.GetRequiredValue(files).Any(input => Path.GetFullPath(input) == Path.GetFullPath(path)))
                throw new CommandFailure(ExitCodes.Usage, $"{Escaped.Text(path)} is the trace itself: it would be lost");
            using WrittenFiles written = new(path);
            written.Write(path, Draw);
            written.Tell(told);
            return ExitCodes.Ok;

            void Draw(TextWriter to) => TraceFormats.Write(parsed.GetValue(format), recorded, lanes, to, parsed.GetValue(width));
        });
        return trace;
    }

    private static Trace Read(string[] paths)
    {
        Trace trace = Read(paths[0]);
        if (paths.Length == 1) return trace;
        try
        {
            return trace.With(Read(paths[1]));
        }
        catch (FormatException apart)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{Escaped.Text(paths[0])} and {Escaped.Text(paths[1])}: {apart.Message}", apart);
        }
    }

    private static Trace Read(string path)
    {
        try
        {
            using StreamReader lines = new(path);
            return Trace.Read(lines);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{Escaped.Text(path)}: {FileFailure.Reason(path, unreadable)}", unreadable);
        }
    }
}
