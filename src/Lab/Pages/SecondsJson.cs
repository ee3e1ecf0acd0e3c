using System.Text.Json;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A run, a second at a time, as the page's charts read it.</summary>
internal static class SecondsJson
{
    /// <summary>Fewer seconds make no curve.</summary>
    internal const int Fewest = 3;

    internal static void Write(Utf8JsonWriter json, string name, IReadOnlyList<IntervalReport> intervals)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("points");
        // How long the last one was is not told: its rate would be too low.
        foreach ((IntervalReport one, IntervalReport next) in intervals.Zip(intervals.Skip(1)))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(one.StartMs / 1e3, 3));
            json.WriteNumberValue(Math.Round(one.Answered / ((next.StartMs - one.StartMs) / 1e3), 1));
            Number(json, one.P50Ms);
            Number(json, one.P99Ms);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, double? number)
    {
        if (number is { } known) json.WriteNumberValue(Math.Round(known, 4));
        else json.WriteNullValue();
    }
}
