using System.Text.Json;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A comparison as its file has it: the only source of every table, page and picture of it. Its form is
/// docs/schema/comparison.schema.json; what is not known is null, or a measure's key is missing.</summary>
public sealed record Comparison
{
    /// <summary>The version of the form: a field that goes or changes its meaning raises it.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this one's form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What wrote it.</summary>
    public required ToolReport Tool { get; init; }

    /// <summary>Where it was done.</summary>
    public required MachineFacts Environment { get; init; }

    /// <summary>What the order of the runs was drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>How often each server was run.</summary>
    public required int Runs { get; init; }

    /// <summary>Who ran where, in words.</summary>
    public required string Cores { get; init; }

    /// <summary>What is to be known of all of it, such as what this system does not tell.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Whether it was cut short.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>What its figures mean, in the order of the tables.</summary>
    // The generated reader sets what is missing to nothing, whatever a new comparison has.
    public IReadOnlyList<Measure> Measures { get; init => field = value ?? Lab.Measures.All; } = Lab.Measures.All;

    /// <summary>The servers.</summary>
    public required IReadOnlyList<ContenderReport> Servers { get; init; }

    /// <summary>The scenarios.</summary>
    public required IReadOnlyList<ScenarioComparison> Scenarios { get; init; }

    /// <summary>The worst verdict of all runs.</summary>
    public VerdictState Verdict =>
        Scenarios.SelectMany(scenario => scenario.Rows).Select(row => row.Verdict.State).DefaultIfEmpty(VerdictState.Invalid).Max();

    /// <summary>Writes it as JSON.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(JsonSerializer.Serialize(this, ComparisonJson.Default.Comparison));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="FormatException">It is no comparison, or of another version.</exception>
    public static Comparison Read(string json)
    {
        try
        {
            Comparison read = JsonSerializer.Deserialize(json, ComparisonJson.Default.Comparison)
                ?? throw new FormatException("it is empty");
            return read.Schema == CurrentSchema
                ? read
                : throw new FormatException($"its schema is {read.Schema}, and this version reads {CurrentSchema}");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"it is not a whole comparison ({broken.Message})", broken);
        }
    }
}

/// <summary>A server of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is: of a model of ours its summary, otherwise the command.</param>
/// <param name="IsOurs">Whether it is a model of ours.</param>
public sealed record ContenderReport(string Name, string Summary, bool IsOurs);
