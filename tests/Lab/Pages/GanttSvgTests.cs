using System.Xml.Linq;
using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab.Pages;

public class GanttSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(GanttBy.Client, "client")]
    [InlineData(GanttBy.Worker, "worker")]
    public void The_picture_is_the_approved_one(GanttBy by, string name)
    {
        GoldenPicture.Equal($"sequential-by-{name}.svg", Draw(Gantt.Of(SmallTraces.Sequential(), by)));
        GoldenPicture.Equal($"threads-by-{name}.svg", Draw(Gantt.Of(SmallTraces.Threads(), by)));
    }

    [Fact]
    public void Every_span_of_a_small_trace_is_where_its_moments_are()
    {
        Gantt gantt = Gantt.Of(SmallTraces.Sequential(), GanttBy.Client);
        XElement[] served = [.. XDocument.Parse(Draw(gantt)).Descendants(Svg + "rect")
            .Where(rect => rect.Element(Svg + "title") is not null && (string?)rect.Attribute("class") == "fill w0")];
        GanttSpan[] spans = [.. gantt.Lanes.SelectMany(lane => lane.Spans).Where(span => span.State == GanttState.Served)];
        Assert.Equal(6, spans.Length);
        double pixels = 900.0 / gantt.Length;
        Assert.Equal(spans.Select(span => 84 + pixels * span.From), served.Select(rect => (double)rect.Attribute("x")!), Near);
        Assert.Equal(spans.Select(span => pixels * span.Length), served.Select(rect => (double)rect.Attribute("width")!), Near);
    }

    [Fact]
    public void What_a_name_holds_is_text()
    {
        Gantt gantt = Gantt.Of(SmallTraces.Sequential(), GanttBy.Client) with { Model = "<script>&\"" };
        Assert.Equal("<script>&\": 3 clients, 1.29 ms", XDocument.Parse(Draw(gantt)).Root!.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Missing_events_are_said()
    {
        Gantt gantt = Gantt.Of(SmallTraces.Sequential(), GanttBy.Client) with { Dropped = 7 };
        Assert.Contains("7 events were dropped", Draw(gantt), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_trace_is_no_larger_than_its_picture()
    {
        const int pings = 100_000;
        GanttSpan[] spans = [.. Enumerable.Range(0, pings).SelectMany(ping => (GanttSpan[])
        [
            new(ping * 100, ping * 100 + 40, GanttState.Waiting, -1, 0),
            new(ping * 100 + 40, ping * 100 + 100, GanttState.Served, 0, 0),
        ])];
        Gantt gantt = new(GanttBy.Client, "select", pings * 100, [new(0, spans, [])], 0);
        string picture = Draw(gantt);
        Assert.InRange(picture.Length, 1_000, 20_000);
        Assert.Contains($"{pings} times, together 6 ms from 40 ns", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_trace_is_an_empty_picture() =>
        Assert.Equal("svg", XDocument.Parse(Draw(new(GanttBy.Client, null, 0, [], 0))).Root!.Name.LocalName);

    private static bool Near(double one, double other) => Math.Abs(one - other) < 0.01;

    private static string Draw(Gantt gantt)
    {
        StringWriter output = new();
        GanttSvg.Write(gantt, output);
        return output.ToString();
    }
}
