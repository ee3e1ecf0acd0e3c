using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab.Pages;

public class GanttChromeTests
{
    // Any spans at all, as a trace with dropped events may have them: they overlap, and are in no order.
    private static readonly Gen<Gantt> AnyGantt = Gen.Select(
            Gen.Long[0, 5_000_000_000], Gen.Long[0, 1_000_000], Gen.Enum<GanttState>(), Gen.Int[-1, 5],
            (from, length, state, worker) => new GanttSpan(from, from + length, state, worker, 3))
        .List[0, 40].List[1, 5]
        .Select(lanes => lanes.Select((spans, lane) => new GanttLane(lane, spans, [1, 2])))
        .Select(lanes => new Gantt(GanttBy.Client, "select", 6_000_000_000, [.. lanes], 0));

    [Fact]
    public void The_file_is_the_approved_one()
    {
        GoldenPicture.Equal("sequential.chrome.json", Lines(Gantt.Of(SmallTraces.Sequential(), GanttBy.Client)));
        GoldenPicture.Equal("threads.chrome.json", Lines(Gantt.Of(SmallTraces.Threads(), GanttBy.Worker)));
    }

    [Fact]
    public void Events_of_a_track_never_overlap() => AnyGantt.Sample(gantt =>
    {
        IEnumerable<JsonElement> events = Events(gantt).Where(happened => Phase(happened) == "X");
        foreach (IGrouping<int, JsonElement> track in events.GroupBy(happened => happened.GetProperty("tid").GetInt32()))
        {
            double end = 0;
            foreach (JsonElement happened in track)
            {
                double start = happened.GetProperty("ts").GetDouble();
                Assert.True(start >= end, $"an event begins at {start:r} µs, and the one before ends at {end:r}");
                end = start + happened.GetProperty("dur").GetDouble();
            }
        }
    });

    [Fact]
    public void Every_event_has_what_its_phase_asks_for() => AnyGantt.Sample(gantt =>
    {
        foreach (JsonElement happened in Events(gantt))
        {
            Assert.Equal(1, happened.GetProperty("pid").GetInt32());
            Assert.NotEqual("", happened.GetProperty("name").GetString());
            switch (Phase(happened))
            {
                case "X":
                    Assert.True(happened.GetProperty("dur").GetDouble() > 0);
                    break;
                case "i":
                    Assert.Equal("t", happened.GetProperty("s").GetString());
                    break;
                default:
                    Assert.Equal("M", Phase(happened));
                    Assert.Equal(JsonValueKind.Object, happened.GetProperty("args").ValueKind);
                    break;
            }
        }
    });

    [Fact]
    public void Nothing_of_a_whole_trace_is_lost()
    {
        Gantt gantt = Gantt.Of(SmallTraces.Threads(), GanttBy.Client);
        JsonElement[] events = Events(gantt);
        long spans = gantt.Lanes.Sum(lane => lane.Spans.Where(span => span.Length > 0).Sum(span => span.Length));
        IEnumerable<JsonElement> drawn = events.Where(happened => Phase(happened) == "X");
        Assert.Equal(spans / 1e3, drawn.Sum(happened => happened.GetProperty("dur").GetDouble()), 1);
        Assert.Equal(gantt.Lanes.Sum(lane => lane.Pongs.Count) + 1, events.Count(happened => Phase(happened) == "i"));
    }

    private static string? Phase(JsonElement happened) => happened.GetProperty("ph").GetString();

    private static JsonElement[] Events(Gantt gantt) =>
        [.. JsonDocument.Parse(Write(gantt)).RootElement.GetProperty("traceEvents").EnumerateArray()];

    // An event a line: a difference is then seen where it is.
    private static string Lines(Gantt gantt) =>
        Encoding.UTF8.GetString(Write(gantt).Span).Replace("},{", "},\n{", StringComparison.Ordinal) + "\n";

    private static ReadOnlyMemory<byte> Write(Gantt gantt)
    {
        ArrayBufferWriter<byte> output = new();
        GanttChrome.Write(gantt, output);
        return output.WrittenMemory;
    }
}
