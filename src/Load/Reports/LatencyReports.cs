namespace Sockeye.Load;

/// <summary>The latencies of a run, each of its own kind.</summary>
/// <param name="Response">From when a ping should have been sent until its pong had come; in a closed loop the service time.</param>
/// <param name="Service">From when it was written.</param>
/// <param name="SendLag">From when it should have been sent until it was written; null in a closed loop.</param>
/// <param name="Connect">How long connecting took; of connections that did not come about the age.</param>
/// <param name="FirstPongWait">From being connected to the first pong; of clients that were never served the age.</param>
/// <param name="WarmUp">Response times of the warm-up; null where there was none.</param>
/// <param name="OwnLag">The part of the send lag that is this client's own fault; null where nothing was scheduled.</param>
public sealed record LatencyReports(
    LatencyReport Response, LatencyReport Service, LatencyReport? SendLag, LatencyReport Connect, LatencyReport FirstPongWait,
    LatencyReport? WarmUp, LatencyReport? OwnLag)
{
    internal static LatencyReports Of(LoadResult result) => new(
        LatencyReport.Of(result.Response),
        LatencyReport.Of(result.Service),
        Unless(result.SendLag),
        LatencyReport.Of(result.Connect),
        LatencyReport.Of(result.FirstPongWait),
        Unless(result.WarmUpResponse),
        Unless(result.Self.Lag));

    private static LatencyReport? Unless(Latencies empty) => empty.Count + empty.Censored == 0 ? null : LatencyReport.Of(empty);
}
