using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Bench;

/// <summary>The results as JSON: every measurement of every round, so that other tables can be made of them.</summary>
[JsonSerializable(typeof(Results))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class JsonReport : JsonSerializerContext
{
    internal static string Write(Results results) => JsonSerializer.Serialize(results, Default.Results);

    /// <summary>Reads what was written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    internal static Results Read(string json) => JsonSerializer.Deserialize(json, Default.Results)!;
}
