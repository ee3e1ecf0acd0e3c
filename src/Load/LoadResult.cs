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
    public IReadOnlyList<(FailureKind Kind, int Count, ClientFailure First)> Failures =>
        [.. from client in Clients
            where client.Failure is not null
            group client.Failure by client.Failure.Kind into kind
            orderby kind.Count() descending, kind.Key
            select (kind.Key, kind.Count(), kind.First())];
}
