using System.Net;

namespace Sockeye.Load;

/// <summary>
/// What the clients are to do: a closed loop of fixed work. Each has a connection of its own, sends a ping, waits for its
/// pong, and only then sends the next. All start at once. Immutable; checked when a run begins.
/// </summary>
public sealed record ClientPlan
{
    /// <summary>Where the server listens: an <see cref="IPEndPoint"/> or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.
    /// Defaults to 127.0.0.1:8000.</summary>
    public EndPoint EndPoint { get; init; } = new IPEndPoint(IPAddress.Loopback, 8000);

    /// <summary>How many clients, numbered from 0 in the order in which they connect. Defaults to 1.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>How many pings each client sends. Defaults to 10.</summary>
    public int Pings { get; init; } = 10;

    /// <summary>Clients, by number, that send another number of pings. Defaults to none.</summary>
    public IReadOnlyDictionary<int, int> PingsByClient { get; init; } = new Dictionary<int, int>();

    /// <summary>How long a client thinks between a pong and its next ping. Defaults to zero.</summary>
    public TimeSpan DelayBetween { get; init; }

    /// <summary>How long connecting may take. Defaults to 10 s. A full backlog is met here, not as a refusal: the kernel
    /// tries again after 1, 3 and 7 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ping may go unanswered. Defaults to 60 s: on a server that serves one client at a time, a client
    /// waits so long for its turn.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many pings a client is to send.</summary>
    /// <param name="client">Its number.</param>
    /// <returns>The number out of <see cref="PingsByClient"/>, or <see cref="Pings"/>.</returns>
    public int PingsOf(int client) => PingsByClient.TryGetValue(client, out int pings) ? pings : Pings;

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(EndPoint);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Clients);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Pings);
        foreach (int pings in PingsByClient.Values) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pings, nameof(PingsByClient));
        CheckTime(DelayBetween, TimeSpan.Zero, nameof(DelayBetween));
        CheckTime(ConnectTimeout, TimeSpan.FromMilliseconds(1), nameof(ConnectTimeout));
        CheckTime(PingTimeout, TimeSpan.FromMilliseconds(1), nameof(PingTimeout));
    }

    private static void CheckTime(TimeSpan time, TimeSpan least, string name)
    {
        if (time < least || time.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, time, $"Must be from {least.TotalMilliseconds} ms to 24 days.");
    }
}
