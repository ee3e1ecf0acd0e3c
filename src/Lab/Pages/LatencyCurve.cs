using System.Text.Json;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Response times of a server as a curve over all percentiles that there are enough pings for, with their 95 %
/// intervals.</summary>
internal static class LatencyCurve
{
    // Steps between 90 % and 99 %, and between 99 % and 99.9 %: a curve of ten corners each looks round.
    private const int StepsPerNine = 10;
    private const int MostNines = 6;

    /// <summary>The percentiles of the curve, evenly spread over 1 / (1 - p), and the median, which the table below it has.</summary>
    internal static IEnumerable<double> Percents() =>
        Enumerable.Range(0, MostNines * StepsPerNine).Select(step => Math.Round(100 - 100 / Math.Pow(10, (double)step / StepsPerNine), 6))
            .Append(50).Order();

    internal static void Write(Utf8JsonWriter json, string name, Latencies latencies)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("count", latencies.Count);
        json.WriteNumber("censored", latencies.Censored);
        json.WriteStartArray("points");
        foreach (LatencyPercentile at in Percents().Select(latencies.Percentile).OfType<LatencyPercentile>())
        {
            json.WriteStartArray();
            json.WriteNumberValue(at.Percent);
            foreach (long nanoseconds in (long[])[at.Value, at.Low, at.High]) json.WriteNumberValue(Math.Round(nanoseconds / 1e6, 6));
            json.WriteNumberValue(at.IsBound ? 1 : 0);
            json.WriteNumberValue(at.HighIsBound ? 1 : 0);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
