namespace Sockeye.Lab;

/// <summary>What the pictures call what they show: the same words in all of them.</summary>
internal static class GanttWords
{
    /// <summary>The states, in the order of a legend.</summary>
    internal static readonly IReadOnlyList<GanttState> States = Enum.GetValues<GanttState>();

    internal static string Of(GanttState state) => state switch
    {
        GanttState.Connecting => "connecting",
        GanttState.Backlog => "in the backlog or queue",
        GanttState.Waiting => "has asked, waits",
        GanttState.Idle => "connected, asks nothing",
        GanttState.Served => "being served",
        GanttState.Sleeping => "its handler sleeps",
        GanttState.Parked => "its handler awaits a task",
        GanttState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no state"),
    };

    internal static string Lane(GanttBy by, int number) => by == GanttBy.Client ? $"client #{number}" : $"worker #{number}";

    /// <summary>What is missing in the picture; null where nothing is.</summary>
    internal static string? Missing(long? dropped) => dropped switch
    {
        null => "the trace was cut off: its end is missing",
        0 => null,
        _ => $"{dropped} events were dropped: what is missing here was not idle",
    };
}
