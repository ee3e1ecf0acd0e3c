using System.Globalization;

namespace Sockeye.Lab;

/// <summary>One lane as SVG: its name, its bars, its pongs.</summary>
internal static class SvgLane
{
    private const int Colours = 6;

    // Below this height of a lane its name would run into the next one's.
    private const double LeastNamed = 12;

    internal static void Write(SvgElements svg, GanttLane lane, GanttBy by, double top, double pitch, int index)
    {
        double height = pitch * 0.8;
        if (pitch >= LeastNamed || index % (int)Math.Ceiling(LeastNamed / pitch) == 0)
        {
            string name = GanttWords.Lane(by, lane.Number);
            svg.Element("text", name, ("x", svg.X(0) - 8), ("y", top + height * 0.5 + 4), ("text-anchor", "end"));
        }
        // Half a pixel: below it two spans cannot be told apart.
        foreach (GanttBar bar in GanttBar.Of(lane, svg.NanosecondsPerPixel / 2))
        {
            double x = svg.X(bar.First.From);
            Shape(svg, bar.First.State, bar.First.Worker, x, top, Math.Max(svg.X(bar.Until) - x, 0.75), height, Text(bar, by));
        }
        Pongs(svg, lane, top, height);
    }

    /// <summary>A state as a shape; in the legend, too.</summary>
    internal static void Shape(
        SvgElements svg, GanttState state, int worker, double x, double y, double width, double height, string? title)
    {
        string colour = $"w{Math.Max(worker, 0) % Colours}";
        switch (state)
        {
            case GanttState.Failed:
                string cross = string.Create(
                    CultureInfo.InvariantCulture, $"M{x - 4:0.##} {y:0.##} l8 {height:0.##} m0 {-height:0.##} l-8 {height:0.##}");
                Titled(svg, "path", title, ("class", "failed"), ("d", cross));
                break;
            case GanttState.Idle:
                (double middle, double thin) = (y + height * 0.42, Math.Max(height * 0.16, 1));
                Titled(svg, "rect", title, ("class", "idle"), ("x", x), ("y", middle), ("width", width), ("height", thin));
                break;
            default:
                string kind = state switch
                {
                    GanttState.Served or GanttState.Sleeping => $"fill {colour}",
                    GanttState.Parked => $"parked {colour}",
                    _ => state.ToString().ToLowerInvariant(),
                };
                Titled(svg, "rect", title, ("class", kind), ("x", x), ("y", y), ("width", width), ("height", height));
                if (state == GanttState.Sleeping)
                {
                    // Pointers go through it, to the title below.
                    svg.Element("rect", null, ("class", "sleep"), ("x", x), ("y", y), ("width", width), ("height", height));
                }
                break;
        }
    }

    private static void Pongs(SvgElements svg, GanttLane lane, double top, double height)
    {
        double last = double.NegativeInfinity;
        foreach (long pong in lane.Pongs)
        {
            double x = svg.X(pong);
            if (x - last < 0.5) continue;
            last = x;
            string tick = string.Create(CultureInfo.InvariantCulture, $"M{x:0.##} {top + height * 0.55:0.##} v{height * 0.6:0.##}");
            svg.Element("path", null, ("class", "pong"), ("d", tick));
        }
    }

    private static string Text(GanttBar bar, GanttBy by)
    {
        string who = (by, bar.First.Worker) switch
        {
            (GanttBy.Worker, _) => $"client #{bar.First.Client}: ",
            (_, TraceEvent.None) => "",
            _ => $"worker #{bar.First.Worker}: ",
        };
        string often = bar.Count == 1 ? "" : $"{bar.Count} times, together ";
        return $"{who}{GanttWords.Of(bar.First.State)}, {often}{TimeAxis.Length(bar.Total)} from {TimeAxis.Length(bar.First.From)}";
    }

    private static void Titled(SvgElements svg, string name, string? title, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        svg.Open(name, attributes);
        if (title is not null) svg.Element("title", title);
        svg.Close();
    }
}
