namespace Sockeye.Load;

/// <summary>
/// Time to first pong over all clients, from the connect call. A client that never got one counts with the age that it
/// had reached when the run ended: leaving it out would praise the server that never served it. A figure at or above
/// the smallest such age is a lower bound. Who was never due takes no part.
/// </summary>
/// <param name="Median">The median over clients.</param>
/// <param name="MedianIsBound">Whether the median is at least that, and not known better.</param>
/// <param name="Worst">The longest.</param>
/// <param name="WorstIsBound">Whether the longest is at least that, and not known better.</param>
/// <param name="WorstClient">The client that waited longest.</param>
/// <param name="NeverServed">How many clients never got a pong.</param>
public readonly record struct FirstPongTimes(
    TimeSpan Median, bool MedianIsBound, TimeSpan Worst, bool WorstIsBound, int WorstClient, int NeverServed)
{
    internal static FirstPongTimes Of(IReadOnlyList<ClientResult> clients, TimeSpan wall)
    {
        ClientResult[] neverServed = [.. clients.Where(client => client.FirstPong is null && client.HadWork)];
        (TimeSpan Time, int Client)[] ages =
            [.. clients.Where(client => client.FirstPong is not null).Concat(neverServed)
                .Select(client => (client.FirstPong ?? wall - client.Started, client.Client))];
        if (ages.Length == 0) return default;
        Array.Sort(ages);
        TimeSpan bound = neverServed.Min(client => (TimeSpan?)(wall - client.Started)) ?? TimeSpan.MaxValue;

        // Of an even number, the mean of the two in the middle.
        TimeSpan upper = ages[ages.Length / 2].Time;
        TimeSpan lower = ages[(ages.Length - 1) / 2].Time;
        (TimeSpan worst, int worstClient) = ages[^1];
        return new(lower + (upper - lower) / 2, upper >= bound, worst, neverServed.Length > 0, worstClient, neverServed.Length);
    }
}
