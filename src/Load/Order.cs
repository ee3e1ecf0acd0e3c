using System.Globalization;
using System.Text;

namespace Sockeye.Load;

/// <summary>The order of pongs in short form: <c>0×10 1×10</c> where clients are served one after another,
/// <c>012012…</c> where they take turns, whichever is shorter.</summary>
public static class Order
{
    /// <summary>Writes it as text.</summary>
    /// <param name="order">The clients' numbers, in the order in which the pongs arrived.</param>
    /// <param name="width">The most characters; what does not fit is left out and marked by <c>…</c>.</param>
    /// <returns>One line; <c>-</c> where there was no pong.</returns>
    public static string Text(IReadOnlyList<int> order, int width = 60)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (order.Count == 0) return "-";
        // Numbers of two digits need something between them.
        string gap = order.All(client => client < 10) ? "" : " ";
        (string turns, int turnsLength) = Join(order.Select(Number), gap, width);
        (string runs, int runsLength) = Join(Runs(order).Select(Run), " ", width);
        return runsLength < turnsLength ? runs : turns;
    }

    private static string Number(int client) => client.ToString(CultureInfo.InvariantCulture);

    private static string Run((int Client, int Length) run) => run.Length == 1 ? Number(run.Client) : $"{run.Client}×{run.Length}";

    private static IEnumerable<(int Client, int Length)> Runs(IReadOnlyList<int> order)
    {
        int start = 0;
        for (int i = 1; i <= order.Count; i++)
        {
            if (i < order.Count && order[i] == order[start]) continue;
            yield return (order[start], i - start);
            start = i;
        }
    }

    // As many whole items as fit, and how long all of them together would have been.
    private static (string Text, int Length) Join(IEnumerable<string> items, string gap, int width)
    {
        StringBuilder text = new();
        int length = 0;
        int fitting = 0;
        foreach (string item in items)
        {
            string piece = length == 0 ? item : gap + item;
            length += piece.Length;
            if (length <= width) text.Append(piece);
            // The mark itself needs a place.
            if (length <= width - 1) fitting = length;
        }
        return length <= width ? (text.ToString(), length) : (text.ToString(0, fitting) + "…", length);
    }
}
