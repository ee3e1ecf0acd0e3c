using System.Buffers;
using System.Text.Json;

namespace Sockeye.Lab;

/// <summary>
/// The picture as Chrome's trace events, which Perfetto and speedscope open: a track a lane, a complete event (<c>X</c>) a span, an
/// instant one (<c>i</c>) a pong. The events of a track come one after another and never overlap.
/// </summary>
public static class GanttChrome
{
    private const int Process = 1;

    /// <summary>Writes it.</summary>
    /// <param name="gantt">The lanes.</param>
    /// <param name="output">Where the JSON goes.</param>
    public static void Write(Gantt gantt, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(gantt);
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        json.WriteStartArray("traceEvents");
        string by = gantt.By == GanttBy.Client ? "client" : "worker";
        Name(json, "process_name", 0, gantt.Model is null ? "clients" : $"{gantt.Model} by {by}");
        foreach (GanttLane lane in gantt.Lanes)
        {
            Name(json, "thread_name", lane.Number, GanttWords.Lane(gantt.By, lane.Number));
            Order(json, lane.Number);
            Spans(json, lane);
            foreach (long pong in lane.Pongs) Instant(json, lane.Number, pong, "pong");
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Where events were dropped, a span whose end is missing may reach into those after it: it ends where the next begins.
    private static void Spans(Utf8JsonWriter json, GanttLane lane)
    {
        GanttSpan[] spans = [.. lane.Spans.OrderBy(span => span.From)];
        for (int i = 0; i < spans.Length; i++)
        {
            GanttSpan span = spans[i];
            if (span.State == GanttState.Failed)
            {
                Instant(json, lane.Number, span.From, GanttWords.Of(span.State));
                continue;
            }
            long until = i + 1 < spans.Length ? Math.Min(span.Until, spans[i + 1].From) : span.Until;
            long length = until - span.From;
            // A reader adds ts and dur in floating point: the sum may not reach beyond where the next begins.
            if (Microseconds(span.From) + Microseconds(length) > Microseconds(until)) length--;
            if (length <= 0) continue;
            Event(json, "X", lane.Number, GanttWords.Of(span.State));
            json.WriteNumber("ts", Microseconds(span.From));
            json.WriteNumber("dur", Microseconds(length));
            json.WriteStartObject("args");
            if (span.Client >= 0) json.WriteNumber("client", span.Client);
            if (span.Worker >= 0) json.WriteNumber("worker", span.Worker);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void Instant(Utf8JsonWriter json, int lane, long at, string name)
    {
        Event(json, "i", lane, name);
        json.WriteNumber("ts", Microseconds(at));
        json.WriteString("s", "t");
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, string what, int lane, string name)
    {
        Event(json, "M", lane, what);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Order(Utf8JsonWriter json, int lane)
    {
        Event(json, "M", lane, "thread_sort_index");
        json.WriteStartObject("args");
        json.WriteNumber("sort_index", lane);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, string phase, int lane, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("ph", phase);
        json.WriteNumber("pid", Process);
        // Chrome's viewers take thread 0 for the idle one of the kernel.
        json.WriteNumber("tid", lane + 1);
    }

    private static double Microseconds(long nanoseconds) => nanoseconds / 1000.0;
}
