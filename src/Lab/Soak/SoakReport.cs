using System.Text.Json;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A soak as its file has it: the only source of every page of it. Its form is docs/schema/soak.schema.json.</summary>
public sealed record SoakReport
{
    /// <summary>The version of the form: a field that goes or changes its meaning raises it.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this one's form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What wrote it.</summary>
    public required ToolReport Tool { get; init; }

    /// <summary>Where it was done.</summary>
    public required MachineFacts Environment { get; init; }

    /// <summary>What the servers were to bear.</summary>
    public required SoakTerms Terms { get; init; }

    /// <summary>Whether it was cut short.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>What they bore.</summary>
    public required IReadOnlyList<SoakResult> Results { get; init; }

    /// <summary>Whether every check of every server holds, as far as it can be told.</summary>
    public bool Passed => Results.All(result => result.Passed);

    /// <summary>Writes it as JSON.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(JsonSerializer.Serialize(this, SoakJson.Default.SoakReport));
    }
}

/// <summary>What servers are to bear, as its file has it.</summary>
/// <param name="Together">Whether all servers are soaked at the same time.</param>
/// <param name="Seconds">How long connections are begun, at most.</param>
/// <param name="Connections">How many peers talk at once.</param>
/// <param name="Seed">What everything random is drawn from.</param>
/// <param name="Protocol">What is said.</param>
/// <param name="Toxics">What is done on the way, by name.</param>
/// <param name="Kills">How many connections are to be killed; null: no goal.</param>
/// <param name="Bytes">How many bytes are to be verified; null: no goal.</param>
/// <param name="Stops">How often each server is stopped under load.</param>
/// <param name="Drips">How many clients drip beside those that mean well.</param>
public sealed record SoakTerms(
    bool Together, double Seconds, int Connections, int Seed, SoakProtocol Protocol, IReadOnlyList<string> Toxics, long? Kills, long? Bytes,
    int Stops, int Drips)
{
    internal static SoakTerms Of(SoakPlan plan) => new(
        plan.Together, plan.Duration.TotalSeconds, plan.Connections, plan.Seed, plan.Protocol,
        [.. plan.Toxics.Select(kind => kind.Name)], plan.Kills, plan.Bytes, plan.Stops, plan.Drips);
}
