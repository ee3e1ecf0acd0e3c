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
        ClientResult[] others = [.. stalled.Clients.Where(client => client.Client != stall.Client)];
        if (Whole(calm, stalled, stall, others.Length) is { } missing) return Not(missing);

        // The work comes before the reply: the stall ends when the slow client has its first pong.
        ClientResult slow = stalled.Clients[stall.Client];
        TimeSpan end = slow.Started + slow.FirstPong.GetValueOrDefault();
        TimeSpan begin = end - stall.Duration;
        ClientResult[] exposed = [.. others.Where(client => !(client.Failure is null && client.LastPongReceived <= begin))];
        if (Unexposed(exposed, begin, end, stall.Duration / Tolerance) is { } idle) return Not(idle);

        TimeSpan[] growths = [.. exposed.Select(client => Growth(calm.Clients[client.Client], client, stall.Duration))];
        TimeSpan lost = growths.Aggregate(TimeSpan.Zero, (sum, growth) => sum + (growth > TimeSpan.Zero ? growth : TimeSpan.Zero));
        int hit = growths.Count(growth => growth > stall.Duration / Tolerance);
        return new(hit, exposed.Length, lost / (stall.Duration * exposed.Length), growths.Max(), null);
    }

    private static BlastRadius Not(string reason) => new(0, 0, 0, default, reason);

    private static string? Whole(LoadResult calm, LoadResult stalled, Stall stall, int others)
    {
        if (others == 0) return "there is no other client";
        if (calm.Interrupted || stalled.Interrupted) return "it was interrupted";
        if (calm.Clients.FirstOrDefault(client => client.Failure is not null) is { } failed)
            return $"client #{failed.Client} failed without the stall, too: {failed.Failure!.Kind.Name()}";
        // A sleep may end a little early, never by a tenth.
        if (stalled.Clients[stall.Client] is not { FirstPong: not null } slow || slow.LongestResponse < stall.Duration * 0.9)
            return $"client #{stall.Client} was not slow";
        return null;
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
