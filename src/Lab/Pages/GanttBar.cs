namespace Sockeye.Lab;

/// <summary>What of a lane is drawn in one piece: a span, or several of one kind that no eye could tell apart.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Until">The end of the last.</param>
/// <param name="Count">How many.</param>
/// <param name="Total">How long they are together.</param>
internal readonly record struct GanttBar(GanttSpan First, long Until, int Count, long Total)
{
    /// <summary>Those of a lane, what is served above what waits. A picture has so many of them as it has room for, however long the
    /// trace.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="grain">The shortest while that can be seen, in nanoseconds.</param>
    internal static IReadOnlyList<GanttBar> Of(GanttLane lane, double grain)
    {
        List<GanttBar> bars = [];
        Dictionary<(GanttState, int), int> lastOfKind = [];
        foreach (GanttSpan span in lane.Spans)
        {
            GanttBar bar = new(span, span.Until, 1, span.Length);
            if (lastOfKind.TryGetValue((span.State, span.Worker), out int last) && bars[last].IsOneWith(bar, grain))
            {
                bars[last] = bars[last] with { Until = span.Until, Count = bars[last].Count + 1, Total = bars[last].Total + span.Length };
                continue;
            }
            lastOfKind[(span.State, span.Worker)] = bars.Count;
            bars.Add(bar);
        }
        return [.. bars.OrderBy(bar => Layer(bar.First.State))];
    }

    private long Length => Until - First.From;

    private bool IsOneWith(GanttBar next, double grain) =>
        next.First.From - Until < grain && (next.Length < grain || Length < grain || (double)Total / Count < grain);

    private static int Layer(GanttState state) => state switch
    {
        GanttState.Idle or GanttState.Backlog or GanttState.Connecting => 0,
        GanttState.Waiting => 1,
        GanttState.Parked or GanttState.Sleeping => 2,
        _ => 3,
    };
}
