using System.CommandLine;
using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary>The files that a soak is written to, as options of a verb.</summary>
internal sealed class SoakFiles
{
    private readonly JsonFlag _json = new("soak.schema.json");

    private readonly Option<string?> _markdown = new("--markdown") { Description = "Write a page of Markdown.", HelpName = "file" };

    internal void AddTo(Command command)
    {
        _json.AddTo(command);
        command.Options.Add(_markdown);
    }

    /// <summary>Whether the output is to hold JSON, and nothing else.</summary>
    internal bool IsJson(ParseResult parsed) => _json.IsOutput(parsed);

    /// <summary>Opens those that were asked for.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (cannot start).</exception>
    internal WrittenFiles Open(ParseResult parsed) => new(_json.Path(parsed), parsed.GetValue(_markdown));

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was seen is on the output).</exception>
    internal void Write(ParseResult parsed, SoakReport report, string command, WrittenFiles files, TextWriter told)
    {
        files.Write(_json.Path(parsed), report.Write);
        files.Write(parsed.GetValue(_markdown), file => SoakMarkdown.Write(file, report, command));
        files.Tell(told);
    }
}
