using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sockeye.Load;

/// <summary>What the form of a result file does not say: whatever was read can be printed and added up.</summary>
internal static class ReportCheck
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <exception cref="FormatException">A list has nothing where something should be, which the types of its elements do not tell; or a
    /// number is beyond all numbers, and could not be written again.</exception>
    internal static void Values(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.Number && !double.IsFinite(part.GetDouble()))
            throw new FormatException("it is not a whole result file (a number is too large)");
        if (part.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in part.EnumerateObject()) Values(property.Value);
        }
        if (part.ValueKind != JsonValueKind.Array) return;
        foreach (JsonElement element in part.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Null) throw new FormatException("it is not a whole result file (a list has a hole)");
            Values(element);
        }
    }

    /// <exception cref="FormatException">It is none: reports show its beginning.</exception>
    internal static void Hash(string hash)
    {
        if (hash.Length != 2 * SHA256.HashSizeInBytes || hash.AsSpan().ContainsAnyExcept(Digits))
            throw new FormatException("it is not a whole result file (its plan has no hash)");
    }
}
