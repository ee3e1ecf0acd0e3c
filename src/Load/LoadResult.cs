namespace Sockeye.Load;

/// <summary>What a run of clients saw, whole or interrupted.</summary>
public sealed record LoadResult
{
    /// <summary>What was to be done.</summary>
    public required ClientPlan Plan { get; init; }

    /// <summary>Every client, by number.</summary>
    public required IReadOnlyList<ClientResult> Clients { get; init; }

    /// <summary>The clients' numbers, in the order in which the pongs arrived.</summary>
    public required IReadOnlyList<int> Order { get; init; }

    /// <summary>From the first connect call until the last client had left.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>Whether the run was cancelled before every client had finished.</summary>
    public bool Interrupted { get; init; }

    /// <summary>What became of every ping.</summary>
    public PingCounts Counts => PingCounts.Of(Clients);

    /// <summary>How much the clients took turns, from 0 to 1; null where that cannot be told.</summary>
    public double? Interleaving => Load.Interleaving.Of(Order);

    /// <summary>Time to first pong, over all clients.</summary>
    public FirstPongTimes FirstPong => FirstPongTimes.Of(Clients, Wall);

    /// <summary>The failures that occurred, most frequent first.</summary>
    public IReadOnlyList<FailureCount> Failures =>
        [.. Clients
            .Select(client => client.Failure)
            .OfType<ClientFailure>()
            .GroupBy(failure => failure.Kind, (kind, failures) => new FailureCount(kind, failures.Count(), failures.First().Detail))
            .OrderByDescending(count => count.Count)
            .ThenBy(count => count.Kind)];
}

/// <summary>How often clients failed in the same way.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Count">How many clients.</param>
/// <param name="Example">The detail of the first of them, by client number.</param>
public readonly record struct FailureCount(FailureKind Kind, int Count, string Example);
