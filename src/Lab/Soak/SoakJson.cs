using System.Text.Json.Serialization;

namespace Sockeye.Lab;

/// <summary>How a soak and a server's account become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SoakReport))]
[JsonSerializable(typeof(AccountReport))]
internal sealed partial class SoakJson : JsonSerializerContext;
