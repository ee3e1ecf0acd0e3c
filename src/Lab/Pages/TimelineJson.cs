using System.Text.Json;

namespace Sockeye.Lab;

/// <summary>
/// The two ways to look at a trace, by client and by worker, as the page's timeline reads them. Of a lane's spans each is three numbers:
/// the gap since the last one's end, the length, and the state plus <see cref="States"/> times the number, more 1, of whom the lane does
/// not name: the worker of a client's lane, the client of a worker's. Nanoseconds.
/// </summary>
internal static class TimelineJson
{
    /// <summary>How many states there are.</summary>
    internal const int States = 8;

    /// <summary>More lanes than an eye can follow become a heat map.</summary>
    internal const int MostLanes = 64;

    /// <summary>More spans than can be told apart, and than a file of moderate size should carry, do so, too.</summary>
    internal const int MostSpans = 6_000;

    internal static void Write(Utf8JsonWriter json, string name, Gantt clients, Gantt workers)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("length", clients.Length);
        json.WriteBoolean("hasServer", clients.Model is not null);
        if (GanttWords.Missing(clients.Dropped) is { } missing) json.WriteString("missing", missing);
        Write(json, "client", clients);
        Write(json, "worker", workers);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Gantt gantt)
    {
        json.WriteStartObject(name);
        int spans = gantt.Lanes.Sum(lane => lane.Spans.Count + lane.Pongs.Count);
        if (gantt.Lanes.Count > MostLanes) HeatMap.Of(gantt).Write(json, $"{gantt.Lanes.Count:N0} lanes");
        else if (spans > MostSpans) HeatMap.Of(gantt).Write(json, $"{spans:N0} spans and pongs");
        else Lanes(json, gantt);
        json.WriteEndObject();
    }

    private static void Lanes(Utf8JsonWriter json, Gantt gantt)
    {
        json.WriteStartArray("lanes");
        foreach (GanttLane lane in gantt.Lanes)
        {
            json.WriteStartObject();
            json.WriteNumber("number", lane.Number);
            json.WriteStartArray("spans");
            long at = 0;
            foreach (GanttSpan span in lane.Spans.OrderBy(span => span.From))
            {
                int other = gantt.By == GanttBy.Client ? span.Worker : span.Client;
                json.WriteNumberValue(span.From - at);
                json.WriteNumberValue(span.Length);
                json.WriteNumberValue((int)span.State + States * (other + 1));
                at = span.Until;
            }
            json.WriteEndArray();
            json.WriteStartArray("pongs");
            at = 0;
            foreach (long pong in lane.Pongs)
            {
                json.WriteNumberValue(pong - at);
                at = pong;
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
