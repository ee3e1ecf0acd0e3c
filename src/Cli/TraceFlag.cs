using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The option <c>--trace</c> of a verb: what happens is recorded to a file while it does.</summary>
internal sealed class TraceFlag
{
    private readonly Option<string?> _file = new("--trace")
    {
        Description = "Record what happens to a file, for the verb trace: a line of JSON each event.",
        HelpName = "file",
    };

    internal void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>The file; null where nobody asked for one.</summary>
    internal string? Path(ParseResult parsed) => parsed.GetValue(_file);

    /// <summary>Makes ready to record; null where nobody asked. What the file holds stays until <see cref="Begin"/>.</summary>
    internal TraceRecorder? Prepare(ParseResult parsed, WrittenFiles files, string? model, ClientPlan? plan) =>
        Path(parsed) is { } path ? TraceRecorder.Prepare(files[path], TraceHeader.Now(model, plan)) : null;

    /// <summary>What is to be traced has started, so that its trace may take the place of an older one.</summary>
    internal void Begin(ParseResult parsed, WrittenFiles files, TraceRecorder? recorder)
    {
        if (recorder is null) return;
        files.Begin(Path(parsed)!);
        recorder.Begin();
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
        told.WriteLine($"wrote {path}: {Counted.Of(recorder.Written, "event", "D")}{missing}");
    }
}
