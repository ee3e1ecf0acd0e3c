using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Says in a sentence what was measured. Every sentence is made from the result before it: on a machine where
/// the lesson fails it says so.</summary>
public static class Findings
{
    // Above it clients take turns, though not strictly.
    private const double InTurns = 0.5;

    /// <summary>How the clients were served.</summary>
    /// <param name="result">A run of several clients.</param>
    /// <returns>A sentence without its model.</returns>
    public static string OfOrder(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        PingCounts counts = result.Counts;
        if (counts.Answered < counts.Scheduled) return $"{counts.Answered} of {counts.Scheduled} pings were answered{OfFailures([result])}";
        if (result.Interleaving is not { } interleaving) return "nothing to compare";
        if (interleaving == 0)
        {
            int first = result.Order[0];
            int pongs = result.Order.Count(client => client == first);
            int second = result.Order[pongs];
            return $"one after another: client #{first} had its {pongs} pongs before client #{second} had its first";
        }
        if (interleaving < InTurns) return "neither one after another nor in turns";
        return FirstsBeforeLasts(result)
            ? "in turns: every client had its first pong before any had its last"
            : "mostly in turns";
    }

    /// <summary>Whom a slow client delayed, model by model.</summary>
    /// <param name="results">The models' results, of the same stall.</param>
    /// <returns>One sentence.</returns>
    public static string OfStalls(IReadOnlyList<StallResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0) return "Nothing was seen.";
        Stall stall = results[0].Stall;
        string[] clauses = [.. results.Select(result => $"on {result.Model.Name} {OfBlast(result.BlastRadius)}")];
        string seen = clauses.Length == 1 ? clauses[0] : $"{string.Join(", ", clauses[..^1])} and {clauses[^1]}";
        return $"While client #{stall.Client} kept its handler asleep for {stall.Duration.TotalMilliseconds:0} ms, {seen}.";
    }

    /// <summary>Whom something slow delayed, in half a sentence.</summary>
    internal static string OfBlast(BlastRadius radius) => radius switch
    {
        { Invalid: { } reason } => $"it cannot be told who waited ({reason})",
        { Hit: 0 } => "nobody else noticed",
        { Hit: var hit, Others: var others } when hit == others => $"all {others} others waited",
        _ => $"{radius.Hit} of {radius.Others} others waited",
    };

    /// <summary>How clients failed, as the end of a sentence; nothing where none did.</summary>
    internal static string OfFailures(IEnumerable<LoadResult> results)
    {
        string[] kinds = [.. results.SelectMany(result => result.Failures).GroupBy(failure => failure.Kind)
            .Select(same => $"{same.Sum(failure => failure.Count)} with {same.Key.Name()}")];
        return kinds.Length == 0 ? "" : $"; clients ended {string.Join(", ", kinds)}";
    }

    private static bool FirstsBeforeLasts(LoadResult result)
    {
        IReadOnlyList<int> order = result.Order;
        int[] clients = [.. order.Distinct()];
        int lastFirst = clients.Max(client => IndexOf(order, client));
        return clients.All(client => LastIndexOf(order, client) > lastFirst);
    }

    private static int IndexOf(IReadOnlyList<int> order, int client) => Enumerable.Range(0, order.Count).First(i => order[i] == client);

    private static int LastIndexOf(IReadOnlyList<int> order, int client) => Enumerable.Range(0, order.Count).Last(i => order[i] == client);
}
