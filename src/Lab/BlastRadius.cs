using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>
/// Whom a slow client delays: the share of the other clients whose longest response grew by more than a tenth of the
/// stall, against the same run without it. Clients are counted, and not pings: a client that is blocked sends none, and
/// would hide by its silence that it was hit.
/// </summary>
/// <param name="Hit">How many of the others were delayed.</param>
/// <param name="Others">How many others there were; those that had left before the stall began are not among them.</param>
/// <param name="Severity">Time lost by the others, over the time they would have lost had each waited for the whole stall.</param>
/// <param name="WorstGrowth">The most by which a longest response grew.</param>
/// <param name="Invalid">Why it cannot be told; null where it can, and only then do the other figures mean anything.</param>
public sealed record BlastRadius(int Hit, int Others, double Severity, TimeSpan WorstGrowth, string? Invalid)
{
    // Of the stall: a growth beyond it is a hit, and so much may be missing at either end of the others' work.
    private const int Tolerance = 10;

    /// <summary>Hit / others, from 0 to 1; null where it cannot be told.</summary>
    public double? Share => Invalid is null ? (double)Hit / Others : null;

    /// <summary>Compares two runs.</summary>
    /// <param name="calm">The run without the stall.</param>
    /// <param name="stalled">The run with it; the same plan otherwise.</param>
    /// <param name="stall">The stall.</param>
    /// <returns>The blast radius, or why there is none.</returns>
    public static BlastRadius Of(LoadResult calm, LoadResult stalled, Stall stall)
    {
        ArgumentNullException.ThrowIfNull(calm);
        ArgumentNullException.ThrowIfNull(stalled);
        ClientResult[] others = [.. stalled.Clients.Where(client => !stall.IsOf(client.Client))];
        if (Whole(calm, stalled, stall, others.Length) is { } missing) return Not(missing);

        // The work comes before the reply: a stall ends when the slow client has its first pong.
        TimeSpan[] ends = [.. stalled.Clients.Where(client => stall.IsOf(client.Client))
            .Select(slow => slow.Started + slow.FirstPong.GetValueOrDefault())];
        (TimeSpan begin, TimeSpan end) = (ends.Min() - stall.Duration, ends.Max());
        ClientResult[] exposed = [.. others.Where(client => !(client.Failure is null && client.LastPongReceived <= begin))];
        if (Unexposed(exposed, begin, end, stall.Duration / Tolerance) is { } idle) return Not(idle);

        return Of(calm, exposed, stall.Duration);
    }

    /// <summary>Compares two runs, where what is slow is not one of the clients but something beside them, from begin to end.</summary>
    /// <param name="calm">The run without it.</param>
    /// <param name="disturbed">The run with it; the same plan.</param>
    /// <param name="wait">How long it may keep a server.</param>
    /// <returns>The blast radius, or why there is none.</returns>
    internal static BlastRadius Beside(LoadResult calm, LoadResult disturbed, TimeSpan wait) =>
        Calm(calm, disturbed) is { } missing ? Not(missing) : Of(calm, [.. disturbed.Clients], wait);

    private static BlastRadius Of(LoadResult calm, ClientResult[] exposed, TimeSpan wait)
    {
        TimeSpan[] growths = [.. exposed.Select(client => Growth(calm.Clients[client.Client], client, wait))];
        TimeSpan lost = growths.Aggregate(TimeSpan.Zero, (sum, growth) => sum + (growth > TimeSpan.Zero ? growth : TimeSpan.Zero));
        int hit = growths.Count(growth => growth > wait / Tolerance);
        return new(hit, exposed.Length, lost / (wait * exposed.Length), growths.Max(), null);
    }

    private static BlastRadius Not(string reason) => new(0, 0, 0, default, reason);

    private static string? Whole(LoadResult calm, LoadResult stalled, Stall stall, int others)
    {
        if (others == 0) return "there is no other client";
        if (Calm(calm, stalled) is { } disturbed) return disturbed;
        // A sleep may end a little early, never by a tenth.
        ClientResult? quick = stalled.Clients.FirstOrDefault(client =>
            stall.IsOf(client.Client) && (client.FirstPong is null || client.LongestResponse < stall.Duration * 0.9));
        return quick is null ? null : $"client #{quick.Client} was not slow";
    }

    private static string? Calm(LoadResult calm, LoadResult disturbed)
    {
        if (calm.Interrupted || disturbed.Interrupted) return "it was interrupted";
        return calm.Clients.FirstOrDefault(client => client.Failure is not null) is { } failed
            ? $"client #{failed.Client} failed without the stall, too: {failed.Failure!.Kind.Name()}"
            : null;
    }

    private static string? Unexposed(ClientResult[] exposed, TimeSpan begin, TimeSpan end, TimeSpan tolerance)
    {
        if (exposed.Length == 0) return "the others had no pings left when the stall began";
        // One that failed was not done: it counts as hit.
        foreach (ClientResult client in exposed.Where(client => client.Failure is null))
        {
            if (client.FirstPingSent > begin + tolerance) return $"client #{client.Client} came only after the stall had begun";
            if (client.LastPongReceived < end - tolerance) return $"client #{client.Client} had no pings left before the stall ended";
        }
        return null;
    }

    // What is cut off by the stall was delayed by all of it, at least.
    private static TimeSpan Growth(ClientResult calm, ClientResult stalled, TimeSpan stall) =>
        stalled.Failure is null ? stalled.LongestResponse - calm.LongestResponse : stall;
}
