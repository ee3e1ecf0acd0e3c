using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The files that a comparison is written to, as options of a verb.</summary>
internal sealed class ComparisonFiles
{
    private const string Json = "comparison.json";
    private const string Page = "comparison.html";
    private const string Markdown = "comparison.md";

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

    /// <summary>Opens those that were asked for.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (cannot start).</exception>
    internal WrittenFiles Open(ParseResult parsed) => new(
        parsed.GetValue(_json),
        parsed.GetValue(_markdown),
        parsed.GetValue(_html),
        InDirectory(parsed, Page),
        InDirectory(parsed, Markdown),
        InDirectory(parsed, Json));

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was measured is on the output).</exception>
    internal void Write(
        ParseResult parsed, Comparison comparison, IReadOnlyList<ScenarioPicture> pictures, WrittenFiles files, TextWriter told)
    {
        foreach (string? json in (string?[])[parsed.GetValue(_json), InDirectory(parsed, Json)]) files.Write(json, comparison.Write);
        foreach (string? page in (string?[])[parsed.GetValue(_html), InDirectory(parsed, Page)])
            files.Write(page, file => ComparisonPage.Write(comparison, pictures, file));
        foreach (string? markdown in (string?[])[parsed.GetValue(_markdown), InDirectory(parsed, Markdown)])
            files.Write(markdown, file => ComparisonMarkdown.Write(file, comparison));
        files.Tell(told);
    }

    private string? InDirectory(ParseResult parsed, string file) =>
        parsed.GetValue(_directory) is { } directory ? Path.Combine(directory, file) : null;
}
