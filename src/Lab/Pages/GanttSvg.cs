using System.Globalization;
using System.Xml;

namespace Sockeye.Lab;

/// <summary>The picture as SVG: one file that a browser, an office program and a printer show, in light and dark.</summary>
public static class GanttSvg
{
    private const int Width = 1008;
    private const int Left = 84;
    private const int Right = 24;
    private const int Top = 48;

    /// <summary>Draws it.</summary>
    /// <param name="gantt">The lanes.</param>
    /// <param name="output">Where the text goes.</param>
    public static void Write(Gantt gantt, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(gantt);
        ArgumentNullException.ThrowIfNull(output);
        using XmlWriter xml = XmlWriter.Create(output, new() { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" });
        // Lanes of 20 pixels as long as they fit on a page, and thinner ones after that.
        double pitch = Math.Clamp(900.0 / Math.Max(gantt.Lanes.Count, 1), 3, 20);
        double bottom = Top + pitch * gantt.Lanes.Count;
        SvgElements svg = new(xml, Left, Width - Left - Right, Math.Max(gantt.Length, 1));

        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        svg.Attributes(("viewBox", $"0 0 {Width} {(int)bottom + 76}"), ("role", "img"));
        svg.Element("title", Title(gantt));
        svg.Element("style", $"\n{PageAssets.Text("palette.css")}{PageAssets.Text("gantt.css")}");
        Patterns(svg);
        svg.Element("text", Title(gantt), ("x", Left), ("y", 20), ("font-weight", "bold"));
        if (GanttWords.Missing(gantt.Dropped) is { } missing) svg.Element("text", missing, ("x", Left), ("y", 38), ("class", "missing"));
        Axis(svg, gantt, bottom);
        foreach ((int index, GanttLane lane) in gantt.Lanes.Index()) SvgLane.Write(svg, lane, gantt.By, Top + index * pitch, pitch, index);
        Legend(svg, gantt, bottom + 44);
        xml.WriteEndElement();
    }

    private static string Title(Gantt gantt)
    {
        string lanes = gantt.By == GanttBy.Client ? "clients" : "workers";
        return $"{gantt.Model ?? "clients alone"}: {gantt.Lanes.Count} {lanes}, {TimeAxis.Length(gantt.Length)}";
    }

    private static void Patterns(SvgElements svg)
    {
        svg.Open("defs");
        svg.Pattern("hatch", () => svg.Element("path", null, ("class", "hatched"), ("d", "M-1 7 L7 -1 M-1 1 L1 -1 M5 7 L7 5")));
        svg.Pattern("dots", () =>
        {
            svg.Element("rect", null, ("class", "ready"), ("width", 6), ("height", 6));
            svg.Element("circle", null, ("class", "dotted"), ("cx", 3), ("cy", 3), ("r", 0.8));
        });
        svg.Pattern("bars", () => svg.Element("path", null, ("class", "barred"), ("d", "M2 0 V6 M5 0 V6")));
        svg.Close();
    }

    private static void Axis(SvgElements svg, Gantt gantt, double bottom)
    {
        TimeAxis axis = TimeAxis.Of(Math.Max(gantt.Length, 1), 10);
        foreach (long tick in axis.Ticks)
        {
            double x = svg.X(tick);
            string line = string.Create(CultureInfo.InvariantCulture, $"M{x:0.##} {Top - 4} V{bottom + 4:0.##}");
            svg.Element("path", null, ("class", "rule"), ("d", line));
            svg.Element("text", axis.Text(tick), ("class", "soft"), ("x", x), ("y", bottom + 20), ("text-anchor", "middle"));
        }
    }

    private static void Legend(SvgElements svg, Gantt gantt, double y)
    {
        HashSet<GanttState> seen = [.. gantt.Lanes.SelectMany(lane => lane.Spans).Select(span => span.State)];
        double x = Left;
        foreach (GanttState state in GanttWords.States.Where(seen.Contains))
        {
            SvgLane.Shape(svg, state, 0, x, y, 18, 12, null);
            svg.Element("text", GanttWords.Of(state), ("x", x + 24), ("y", y + 10));
            x += 44 + 6.4 * GanttWords.Of(state).Length;
            if (x <= Width - 200) continue;
            (x, y) = (Left, y + 18);
        }
        if (gantt.Lanes.Any(lane => lane.Pongs.Count > 0))
            svg.Element("text", "ticks are pongs; the colour is the worker's", ("x", x), ("y", y + 10), ("class", "soft"));
    }
}
