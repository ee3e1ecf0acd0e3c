using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The option <c>--trace</c> of a verb: what happens is recorded to a file while it does.</summary>
internal sealed class TraceFlag
{
    // The recorder writes whole chunks: what it has written stands in the file, even if the process is killed.
    private const int Unbuffered = 0;

    private readonly Option<string?> _file = new("--trace")
    {
        Description = "Record what happens to a file, for the verb trace: a line of JSON each event.",
        HelpName = "file",
    };

    internal void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>The file; null where nobody asked for one.</summary>
    internal string? Path(ParseResult parsed) => parsed.GetValue(_file);

    /// <summary>Begins to record; null where nobody asked.</summary>
    /// <exception cref="CommandFailure">The file cannot be written (cannot start).</exception>
    internal TraceRecorder? Start(ParseResult parsed, string? model, ClientPlan? plan)
    {
        if (parsed.GetValue(_file) is not { } path) return null;
        try
        {
            FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, Unbuffered);
            return TraceRecorder.Start(file, TraceHeader.Now(model, plan));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfWriting(ExitCodes.CannotStart, path, unwritable);
        }
    }

    /// <summary>Ends the recording, and says what came of it.</summary>
    internal void End(ParseResult parsed, TraceRecorder? recorder, TextWriter told)
    {
        if (recorder is null) return;
        recorder.Dispose();
        string path = Escaped.Text(parsed.GetValue(_file)!);
        if (recorder.Fault is { } fault)
            throw new CommandFailure(ExitCodes.Failed, $"{path}: the trace is cut short: {fault.Message}", fault);
        string missing = recorder.Dropped > 0 ? $", {recorder.Dropped} dropped" : "";
        told.WriteLine($"wrote {path}: {recorder.Written} events{missing}");
    }
}
