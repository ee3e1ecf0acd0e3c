using System.Text.Json.Serialization;

namespace Sockeye.Lab;

/// <summary>A comparison on one line, for a page that carries it: what <see cref="Comparison.Read"/> reads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Comparison))]
internal sealed partial class CompactComparison : JsonSerializerContext;
