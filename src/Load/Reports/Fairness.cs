namespace Sockeye.Load;

/// <summary>How evenly the clients were served.</summary>
/// <param name="Jain">Jain's index over pongs per client: 1 where all have as many, 1/n where one of n has them all; null where
/// nobody had any.</param>
/// <param name="NeverServed">Clients without a pong, though they had a ping to send.</param>
/// <param name="ServedAtOnceMedian">Clients served at once: between the first and the last of its pongs, or within a tenth
/// of a second after it. The median over the run.</param>
/// <param name="ServedAtOnceMost">The most clients served at once.</param>
public readonly record struct Fairness(double? Jain, int NeverServed, int ServedAtOnceMedian, int ServedAtOnceMost)
{
    private static readonly TimeSpan Now = TimeSpan.FromMilliseconds(100);

    // Moments at which the clients being served are counted: enough for a median.
    private const int MostMoments = 1000;

    /// <summary>Computes it.</summary>
    /// <param name="clients">Every client of a run.</param>
    /// <returns>The figures.</returns>
    public static Fairness Of(IReadOnlyList<ClientResult> clients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        (int median, int most) = ServedAtOnce(clients);
        ClientResult[] asked = [.. clients.Where(client => client.Pongs > 0 || client.HadWork)];
        return new(JainOf([.. asked.Select(client => client.Pongs)]), asked.Count(client => client.Pongs == 0), median, most);
    }

    internal static double? JainOf(IReadOnlyCollection<int> pongs)
    {
        double sum = pongs.Sum(count => (double)count);
        return sum == 0 ? null : sum * sum / (pongs.Count * pongs.Sum(count => (double)count * count));
    }

    private static (int Median, int Most) ServedAtOnce(IReadOnlyList<ClientResult> clients)
    {
        (TimeSpan From, TimeSpan To)[] served = [.. clients
            .Where(client => client is { FirstPong: not null, LastPongReceived: not null })
            .Select(client => (client.Started + client.FirstPong!.Value, client.LastPongReceived!.Value + Now))];
        if (served.Length == 0) return (0, 0);
        TimeSpan start = served.Min(client => client.From);
        TimeSpan span = served.Max(client => client.To) - Now - start;
        int steps = (int)Math.Clamp(span / Now, 1, MostMoments);

        // Who comes and goes at which moment, summed up from the left.
        int[] changes = new int[steps + 2];
        foreach ((TimeSpan from, TimeSpan to) in served)
        {
            changes[FirstMoment(from)]++;
            changes[FirstMoment(to)]--;
        }
        int[] counts = new int[steps + 1];
        for (int i = 0, now = 0; i < counts.Length; i++) counts[i] = now += changes[i];
        Array.Sort(counts);
        return (counts[counts.Length / 2], counts[^1]);

        int FirstMoment(TimeSpan time) =>
            span == TimeSpan.Zero ? (time == start ? 0 : steps + 1) : (int)Math.Min(steps + 1, Math.Ceiling((time - start) / span * steps));
    }
}
