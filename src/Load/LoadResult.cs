namespace Sockeye.Load;

/// <summary>What a run of clients saw, whole or interrupted. Counts and times are those of the measured pings, which were
/// due in the <see cref="Window"/>; the warm-up's are apart.</summary>
public sealed record LoadResult
{
    /// <summary>The most pings of a plan whose order of pongs is kept: 1,000,000.</summary>
    public const int MostOrdered = 1_000_000;

    private readonly PingCounts? _counts;

    /// <summary>What was to be done.</summary>
    public required ClientPlan Plan { get; init; }

    /// <summary>Every client, by number.</summary>
    public required IReadOnlyList<ClientResult> Clients { get; init; }

    /// <summary>The clients' numbers, in the order in which the pongs arrived. Empty where the plan has more than
    /// <see cref="MostOrdered"/> pings, or a duration.</summary>
    public required IReadOnlyList<int> Order { get; init; }

    /// <summary>From the first connect call until the last client had left.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>Whether the run was cancelled before every client had finished.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The transport that carried it.</summary>
    public Transport Transport { get; init; }

    /// <summary>What became of every ping: counted as it happened, and not from the clients.</summary>
    public PingCounts Counts
    {
        get => _counts ?? PingCounts.Of(Clients);
        init => _counts = value;
    }

    /// <summary>From when a ping should have been sent until its pong had come. In a closed loop that is the service time. What was
    /// not answered is in it at its age; what failed is not.</summary>
    public Latencies Response { get; init; } = new();

    /// <summary>From when a ping was written until its pong had come; those that were written and not answered by their age.</summary>
    public Latencies Service { get; init; } = new();

    /// <summary>From when a ping should have been sent until it was written: by the client's fault
    /// (<see cref="LoadSelf.Lag"/>), or because its connection still waited for a pong; those that were never sent by their age. Empty in
    /// a closed loop.</summary>
    public Latencies SendLag { get; init; } = new();

    /// <summary>How long connecting took, of every connection; of those that did not come about the age. The kernel connects: it says
    /// nothing about being served.</summary>
    public Latencies Connect { get; init; } = new();

    /// <summary>From being connected and having sent the first ping to the first pong, of every connection of the run: waiting in
    /// a backlog or a queue, and being served once. What was never served takes part by its age, and by that of its connect where it was
    /// not even connected.</summary>
    public Latencies FirstPongWait { get; init; } = new();

    /// <summary>Response times of the warm-up.</summary>
    public Latencies WarmUpResponse { get; init; } = new();

    /// <summary>The run, a second at a time: all pings, and the response times of those that count.</summary>
    public IReadOnlyList<LoadInterval> Intervals { get; init; } = [];

    /// <summary>What the client saw of itself.</summary>
    public LoadSelf Self { get; init; } = new();

    /// <summary>What the listeners of this machine turned away meanwhile; null where the server is elsewhere, or a Unix socket, or the
    /// system does not tell.</summary>
    public ListenDrops? ListenDrops { get; init; }

    /// <summary>The measured window: the plan's duration; where pings are counted out, from the end of the warm-up until the last client
    /// had left.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>How long what was unanswered was waited for when nothing more was scheduled.</summary>
    public TimeSpan Drained { get; init; }

    /// <summary>How much the median response time of a second tells about that of the next, from -1 to 1: where it is not near 0, pings
    /// are not independent, and the intervals of the percentiles too narrow. Null of a run of a few seconds.</summary>
    public double? SecondsCorrelation => RankCorrelation.OfNeighbours(SecondMedians);

    /// <summary>Whether that is more than chance.</summary>
    internal bool SecondsDepend =>
        SecondsCorrelation is { } correlation && RankCorrelation.IsSignificant(correlation, SecondMedians.Length);

    // Of whole seconds of the window alone: the first and the last interval may be parts of one.
    private double[] SecondMedians =>
        [.. Intervals
            .Where(second => second.Start >= TimeSpan.Zero && second.Start + TimeSpan.FromSeconds(1) <= Window)
            .Select(second => second.Response?.Percentile(50)?.Value)
            .OfType<long>()
            .Select(median => (double)median)];

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
