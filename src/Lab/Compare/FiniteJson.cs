using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Lab;

/// <summary>A figure in JSON: one that is too large for a number would be read as infinite, and could not be written again.</summary>
internal sealed class FiniteJson : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.GetDouble() is var figure && double.IsFinite(figure) ? figure : throw new JsonException("a figure is too large");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
