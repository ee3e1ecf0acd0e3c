using System.Text.Json;

namespace Sockeye.Lab;

/// <summary>A sweep as the page's charts read it: of each measure a curve a server over the rates, from the least to the most of the
/// runs.</summary>
internal static class RateCurves
{
    internal static void Write(Utf8JsonWriter json, RateSweep sweep)
    {
        json.WriteStartArray();
        foreach (Measure measure in RateSweep.Shown)
        {
            json.WriteStartObject();
            json.WriteString("title", ComparisonCell.Head(measure));
            json.WriteBoolean("isTime", measure.Unit == "ms");
            json.WriteStartArray("sets");
            foreach (string server in sweep.Servers)
            {
                json.WriteStartObject();
                json.WriteString("name", server);
                json.WriteStartArray("points");
                foreach ((double rate, ComparisonRow? row) in sweep.Rates.Zip(sweep.Rows(server)))
                    Point(json, rate, row?.Figures.GetValueOrDefault(measure.Key));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Point(Utf8JsonWriter json, double rate, Spread? spread)
    {
        json.WriteStartArray();
        json.WriteNumberValue(rate);
        if (spread is null)
        {
            json.WriteNullValue();
        }
        else
        {
            foreach (double figure in (double[])[spread.Median, spread.Least, spread.Most]) json.WriteNumberValue(Math.Round(figure, 6));
            json.WriteNumberValue(spread.IsBound ? 1 : 0);
            json.WriteNumberValue(spread.MostIsBound ? 1 : 0);
        }
        json.WriteEndArray();
    }
}
