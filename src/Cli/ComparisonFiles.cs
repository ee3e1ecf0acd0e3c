using System.CommandLine;
using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary>The files that a comparison is written to, as options of a verb.</summary>
internal sealed class ComparisonFiles
{
    private const string Json = "comparison.json";
    private const string Page = "comparison.html";
    private const string Markdown = "comparison.md";

    private readonly JsonFlag _json = new("comparison.schema.json");

    private readonly Option<string?> _markdown = new("--markdown") { Description = "Write a page of Markdown.", HelpName = "file" };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Write a page with tables, timelines and curves, for a browser. Every server is run once more, to be recorded.",
        HelpName = "file",
    };

    private readonly Option<string?> _directory =
        new("--out") { Description = "Write comparison.md, comparison.json and comparison.html into a directory.", HelpName = "directory" };

    internal void AddTo(Command command)
    {
        _json.AddTo(command);
        command.Options.Add(_markdown);
        command.Options.Add(_html);
        command.Options.Add(_directory);
    }

    /// <summary>Whether the output is to hold JSON, and nothing else.</summary>
    internal bool IsJson(ParseResult parsed) => _json.IsOutput(parsed);

    /// <summary>Whether a page was asked for, which has timelines.</summary>
    internal bool HasPage(ParseResult parsed) => (parsed.GetValue(_html) ?? parsed.GetValue(_directory)) is not null;

    /// <summary>Opens those that were asked for.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (cannot start).</exception>
    internal WrittenFiles Open(ParseResult parsed) => new(
        _json.Path(parsed),
        parsed.GetValue(_markdown),
        parsed.GetValue(_html),
        InDirectory(parsed, Page),
        InDirectory(parsed, Markdown),
        InDirectory(parsed, Json));

    /// <summary>Writes the figures that were asked for, as JSON and as Markdown: all that needs no recordings.</summary>
    internal void WriteFigures(ParseResult parsed, Comparison comparison, WrittenFiles files)
    {
        foreach (string? json in (string?[])[_json.Path(parsed), InDirectory(parsed, Json)]) files.Write(json, comparison.Write);
        foreach (string? markdown in (string?[])[parsed.GetValue(_markdown), InDirectory(parsed, Markdown)])
            files.Write(markdown, file => ComparisonMarkdown.Write(file, comparison));
    }

    /// <summary>Writes the pages for a browser that were asked for.</summary>
    internal void WritePages(
        ParseResult parsed, Comparison comparison, IReadOnlyList<ScenarioPicture> pictures, WrittenFiles files)
    {
        foreach (string? page in (string?[])[parsed.GetValue(_html), InDirectory(parsed, Page)])
            files.Write(page, file => ComparisonPage.Write(comparison, pictures, file));
    }

    private string? InDirectory(ParseResult parsed, string file) =>
        parsed.GetValue(_directory) is { } directory ? Path.Combine(directory, file) : null;
}
