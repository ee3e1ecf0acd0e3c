namespace Sockeye.Lab;

/// <summary>Turns lanes of clients into lanes of threads: the same spans, by who was busy with them.</summary>
internal static class WorkerLanes
{
    internal static GanttLane[] Of(IReadOnlyList<ClientLane> clients)
    {
        // A task that is waited for holds no thread of a loop: such a span is nobody's.
        GanttSpan[] busy = [.. clients.SelectMany(client => client.Spans)
            .Where(span => span.State is GanttState.Served or GanttState.Sleeping)
            .OrderBy(span => span.From)];
        return busy.Length > 0
            ? [.. busy.GroupBy(span => span.Worker).OrderBy(lane => lane.Key).Select(lane => new GanttLane(lane.Key, [.. lane], []))]
            : [.. clients.SelectMany(client => client.Pongs).GroupBy(pong => pong.Worker).OrderBy(lane => lane.Key)
                .Select(lane => new GanttLane(lane.Key, [], [.. lane.Select(pong => pong.At).Order()]))];
    }
}
