using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The files that a comparison is written to, as options of a verb.</summary>
internal sealed class ComparisonFiles
{
    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write JSON, as docs/schema/comparison.schema.json describes it, into a file; without one to the output, instead of "
            + "text.",
        HelpName = "file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _markdown = new("--markdown") { Description = "Write a page of Markdown.", HelpName = "file" };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Write a page with tables, timelines and curves, for a browser. Every server is run once more, to be recorded.",
        HelpName = "file",
    };

    private readonly Option<string?> _directory =
        new("--out") { Description = "Write comparison.md, comparison.json and comparison.html into a directory.", HelpName = "directory" };

    internal ComparisonFiles() => _json.Validators.Add(result =>
    {
        // The word after an option is the option's: a model there would be taken for a file.
        if (result.Tokens.Count == 1 && ServerCatalog.Find(result.Tokens[0].Value) is { } model)
            result.AddError($"--json {model.Name}: is that the file? Name the models before the options");
    });

    internal void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_markdown);
        command.Options.Add(_html);
        command.Options.Add(_directory);
    }

    /// <summary>Whether the output is to hold JSON, and nothing else.</summary>
    internal bool IsJson(ParseResult parsed) => parsed.GetResult(_json) is { Implicit: false } && parsed.GetValue(_json) is null;

    /// <summary>Whether a page was asked for, which has timelines.</summary>
    internal bool HasPage(ParseResult parsed) => (parsed.GetValue(_html) ?? parsed.GetValue(_directory)) is not null;

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was measured is on the output).</exception>
    internal void Write(ParseResult parsed, Comparison comparison, IReadOnlyList<ScenarioPicture> pictures, TextWriter told)
    {
        WrittenFiles written = new();
        if (parsed.GetValue(_json) is { } json) written.Write(json, comparison.Write);
        if (parsed.GetValue(_markdown) is { } markdown) written.Write(markdown, file => ComparisonMarkdown.Write(file, comparison));
        if (parsed.GetValue(_html) is { } html) written.Write(html, file => ComparisonPage.Write(comparison, pictures, file));
        if (parsed.GetValue(_directory) is { } directory)
        {
            written.Write(Path.Combine(directory, "comparison.html"), file => ComparisonPage.Write(comparison, pictures, file));
            written.Write(Path.Combine(directory, "comparison.md"), file => ComparisonMarkdown.Write(file, comparison));
            written.Write(Path.Combine(directory, "comparison.json"), comparison.Write);
        }
        written.Tell(told);
    }
}
