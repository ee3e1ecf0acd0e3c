using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sockeye.Servers;
using Spectre.Console;

namespace Sockeye.Cli;

/// <summary><c>sockeye models</c>: the models, side by side.</summary>
internal static class ModelsCommand
{
    internal static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Write JSON: schema, models." };
        Command models = new("models", "List the server models: when to use each, and when it breaks.");
        models.Options.Add(json);
        models.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) WriteJson(output);
            else WriteTable(output);
            return ExitCodes.Ok;
        });
        return models;
    }

    private static void WriteTable(TextWriter output)
    {
        Table table = new Table().Border(TableBorder.Rounded).ShowRowSeparators();
        table.AddColumns("model", "the lesson's", "use it for", "it breaks when", "here");
        table.Columns[1].NoWrap();
        foreach (ServerModel model in ServerCatalog.Models)
        {
            table.AddRow(
                Markup.Escape($"{model.Name}\n{model.Summary}"), Markup.Escape(model.Lesson ?? ""), Markup.Escape(model.UseWhen),
                Markup.Escape(model.BreaksWhen), Markup.Escape(model.Unsupported ?? "yes"));
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Write(table);
    }

    private static void WriteJson(TextWriter output)
    {
        ModelsReport report = new(1, [.. ServerCatalog.Models.Select(model => new ModelReport(
            model.Name, model.Summary, model.Lesson, model.UseWhen, model.BreaksWhen, model.Unsupported is null, model.Unsupported))]);
        output.WriteLine(JsonSerializer.Serialize(report, ModelsJson.Default.ModelsReport));
    }
}

/// <summary>The models as JSON.</summary>
/// <param name="Schema">The version of this form; a field that goes or changes its meaning raises it.</param>
/// <param name="Models">In the order of the lesson.</param>
internal sealed record ModelsReport(int Schema, IReadOnlyList<ModelReport> Models);

/// <summary>A model as JSON; <c>reason</c> says why this machine cannot run it.</summary>
internal sealed record ModelReport(
    string Name, string Summary, string? Lesson, string UseWhen, string BreaksWhen, bool Supported, string? Reason);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelsReport))]
internal sealed partial class ModelsJson : JsonSerializerContext;
