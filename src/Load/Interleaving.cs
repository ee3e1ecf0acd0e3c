namespace Sockeye.Load;

/// <summary>
/// How much clients take turns, from the order of their pongs: 0 is one after another, 1 is in turns. With S switches
/// from one client to another it is (S - S_min) / (S_max - S_min): the fewest switches that N clients need are N - 1; the
/// most that T pongs allow is T - 1, or twice the pongs that are not of the busiest client, whichever is less.
/// </summary>
public static class Interleaving
{
    /// <summary>Computes it.</summary>
    /// <param name="order">The clients' numbers, in the order in which the pongs arrived.</param>
    /// <returns>From 0 to 1; null where the pongs could have come in no other way (one client, or one pong each).</returns>
    public static double? Of(IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        Dictionary<int, int> pongs = [];
        int switches = 0;
        for (int i = 0; i < order.Count; i++)
        {
            pongs[order[i]] = pongs.GetValueOrDefault(order[i]) + 1;
            if (i > 0 && order[i] != order[i - 1]) switches++;
        }
        if (pongs.Count == 0) return null;

        int fewest = pongs.Count - 1;
        int most = Math.Min(order.Count - 1, 2 * (order.Count - pongs.Values.Max()));
        return most == fewest ? null : (double)(switches - fewest) / (most - fewest);
    }
}
