using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The files that a soak is written to, as options of a verb.</summary>
internal sealed class SoakFiles
{
    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write JSON, as docs/schema/soak.schema.json describes it, into a file; without one to the output, instead of text.",
        HelpName = "file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _markdown = new("--markdown") { Description = "Write a page of Markdown.", HelpName = "file" };

    internal SoakFiles() => _json.Validators.Add(result =>
    {
        // The word after an option is the option's: a model there would be taken for a file.
        if (result.Tokens.Count == 1 && ServerCatalog.Find(result.Tokens[0].Value) is { } model)
            result.AddError($"--json {model.Name}: is that the file? Name the models before the options");
    });

    internal void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_markdown);
    }

    /// <summary>Whether the output is to hold JSON, and nothing else.</summary>
    internal bool IsJson(ParseResult parsed) => parsed.GetResult(_json) is { Implicit: false } && parsed.GetValue(_json) is null;

    /// <summary>Opens those that were asked for.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (cannot start).</exception>
    internal WrittenFiles Open(ParseResult parsed) => new(parsed.GetValue(_json), parsed.GetValue(_markdown));

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was seen is on the output).</exception>
    internal void Write(ParseResult parsed, SoakReport report, string command, WrittenFiles files, TextWriter told)
    {
        files.Write(parsed.GetValue(_json), report.Write);
        files.Write(parsed.GetValue(_markdown), file => SoakMarkdown.Write(file, report, command));
        files.Tell(told);
    }
}
