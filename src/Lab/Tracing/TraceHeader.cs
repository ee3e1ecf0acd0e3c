using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>The first line of a trace: whose it is, and by which clock.</summary>
public sealed record TraceHeader
{
    /// <summary>The version of the form: an event or field that goes, or changes its meaning, raises it.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this one's form.</summary>
    [JsonPropertyName("sockeyeTrace")]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>When the recording began, in nanoseconds of the monotonic clock: the 0 of its events.</summary>
    public required long StartNs { get; init; }

    /// <summary>What tells the clocks of machines, and of their boots, apart; null where the system does not tell, and written
    /// all the same: a reader asks for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Clock { get; init; }

    /// <summary>The server's model; null where the server is not in it.</summary>
    public string? Model { get; init; }

    /// <summary>What the clients were to do; null where they are not in it.</summary>
    public JsonElement? Plan { get; init; }

    /// <summary>Where it was recorded.</summary>
    public MachineFacts? Machine { get; init; }

    /// <summary>A header for what begins now, on this machine.</summary>
    /// <param name="model">The server's model, where it is in it.</param>
    /// <param name="plan">The clients' plan, where they are in it.</param>
    /// <returns>The header.</returns>
    public static TraceHeader Now(string? model, ClientPlan? plan) => new()
    {
        StartNs = Nanoseconds(Stopwatch.GetTimestamp()),
        Clock = Boot(),
        Model = model,
        Plan = plan is null ? null : JsonDocument.Parse(plan.ToJson()).RootElement,
        Machine = MachineFacts.Of(DateTimeOffset.UtcNow),
    };

    internal static long Nanoseconds(long timestamp) => timestamp * (1_000_000_000 / Stopwatch.Frequency);

    internal void Write(IBufferWriter<byte> output)
    {
        using (Utf8JsonWriter writer = new(output)) JsonSerializer.Serialize(writer, this, TraceJson.Default.TraceHeader);
        output.Write("\n"u8);
    }

    /// <exception cref="FormatException">The line is no header, or of another version.</exception>
    internal static TraceHeader Read(string line)
    {
        try
        {
            TraceHeader? header = JsonSerializer.Deserialize(line, TraceJson.Default.TraceHeader);
            if (header is null or { Schema: not CurrentSchema })
                throw new FormatException($"its form is {header?.Schema}, and this version reads {CurrentSchema}");
            return header;
        }
        catch (JsonException broken)
        {
            throw new FormatException("its first line is not the header of a trace", broken);
        }
    }

    // random(4): drawn anew at each boot.
    private static string? Boot()
    {
        const string file = "/proc/sys/kernel/random/boot_id";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}

/// <summary>How a trace's header becomes JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TraceHeader))]
internal sealed partial class TraceJson : JsonSerializerContext;
