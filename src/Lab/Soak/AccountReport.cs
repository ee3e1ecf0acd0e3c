using System.Text.Json;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>What a server says of all its connections when it has stopped, as a file has it.</summary>
public sealed record AccountReport
{
    /// <summary>The version of the form: a field that goes or changes its meaning raises it.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this one's form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The server's model.</summary>
    public required string Model { get; init; }

    /// <summary>Connections taken from the backlog, those that were rejected not counted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Those of them that have ended, by the reason: only reasons that occurred.</summary>
    public required IReadOnlyDictionary<string, long> Closed { get; init; }

    /// <summary>Connections closed on accept because of a limit.</summary>
    public required long Rejected { get; init; }

    /// <summary>Whole messages handled.</summary>
    public required long Messages { get; init; }

    /// <summary>Bytes received.</summary>
    public required long Received { get; init; }

    /// <summary>Bytes of replies taken by the kernel.</summary>
    public required long Sent { get; init; }

    /// <summary>Protocols that failed.</summary>
    public required long HandlerFaults { get; init; }

    /// <summary>Connections that the server ended since it failed itself.</summary>
    public required long ServerFaults { get; init; }

    /// <summary>What it still holds.</summary>
    public required ServerStatus Held { get; init; }

    /// <summary>What does not add up, a sentence each; empty where everything does.</summary>
    public required IReadOnlyList<string> Discrepancies { get; init; }

    /// <summary>Writes it as JSON.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(JsonSerializer.Serialize(this, SoakJson.Default.AccountReport));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The account.</returns>
    /// <exception cref="FormatException">It is no account, or of another version.</exception>
    public static AccountReport Read(string json)
    {
        try
        {
            AccountReport? read = JsonSerializer.Deserialize(json, SoakJson.Default.AccountReport);
            return read is { Schema: CurrentSchema } ? read : throw new FormatException("it is no account of this version");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"it is not a whole account ({broken.Message})", broken);
        }
    }
}
