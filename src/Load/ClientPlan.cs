using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>
/// What the clients are to do. Each has a connection of its own; left as it is, a client sends a ping, waits for its pong,
/// and only then sends the next, ten times, and all start at once: the lesson. Immutable; checked when a run begins.
/// </summary>
public sealed record ClientPlan
{
    /// <summary>Where the server listens: an <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>.
    /// Defaults to 127.0.0.1:8000.</summary>
    public EndPoint EndPoint { get; init; } = new IPEndPoint(IPAddress.Loopback, 8000);

    /// <summary>How many clients, numbered from 0 in the order in which they connect. Defaults to 1.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>How many pings each client sends, the warm-up apart. Defaults to 10. A <see cref="Duration"/> overrides it.</summary>
    public int Pings { get; init; } = 10;

    /// <summary>Clients, by number, that send another number of pings. Defaults to none.</summary>
    public IReadOnlyDictionary<int, int> PingsByClient { get; init; } = new Dictionary<int, int>();

    /// <summary>For how long the pings count that are due; null: until each client has sent its <see cref="Pings"/>. Defaults to null.
    /// The same load is on for 50 ms before, where there is no longer warm-up, and for 50 ms after.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How many pings of a client may be unanswered at a time. Defaults to 1. A ping that is due beyond it waits, and its
    /// response time counts the waiting.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>How long a client thinks between a pong and its next ping, in a closed loop. Defaults to zero.</summary>
    public TimeSpan DelayBetween { get; init; }

    /// <summary>Pings a second of all clients together, which makes it an open loop; null: a closed one. Defaults to null. Pings
    /// that could not be sent in time are sent back to back as soon as their connection may: none is forgotten.</summary>
    public double? Rate { get; init; }

    /// <summary>How the pings of an open loop follow one another. Defaults to <see cref="Load.Arrivals.Constant"/>.</summary>
    public Arrivals Arrivals { get; init; }

    /// <summary>For how long pings are sent, in the same way, before those that count. Defaults to zero.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Connects a second of all clients together; null: all at once. Defaults to null.</summary>
    public double? ConnectRate { get; init; }

    /// <summary>Over how long the connects are spread: the other way to say <see cref="ConnectRate"/>. Defaults to null: not.</summary>
    public TimeSpan? Ramp { get; init; }

    /// <summary>How long what is unanswered is waited for after the last ping was scheduled. Defaults to 5 s. What has not come by
    /// then enters the percentiles at its age.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting may take. Defaults to 10 s. A full backlog is met here, not as a refusal: the kernel
    /// tries again after 1, 3 and 7 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ping may go unanswered. Defaults to 60 s: on a server that serves one client at a time, a client
    /// waits so long for its turn.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After how many pongs a client closes its connection and makes a new one; null: never. Defaults to null. The client
    /// closes first, so that TIME_WAIT is on its side.</summary>
    public int? ReconnectEvery { get; init; }

    /// <summary>What everything random is drawn from. Defaults to 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What is said where <see cref="Message"/>, <see cref="Framing"/> and <see cref="Expect"/> do not say it. Defaults to
    /// the lesson's protocol.</summary>
    public PingProtocol Protocol { get; init; }

    /// <summary>A ping, without its framing; <c>{client}</c> and <c>{seq}</c> stand for the client's number and the ping's, from 1.
    /// Null: the protocol's own. Defaults to null.</summary>
    public string? Message { get; init; }

    /// <summary>To how many bytes a ping is filled up, its framing not counted: at most <see cref="MessageFraming.MostBytes"/>; null:
    /// not. Defaults to null.</summary>
    public int? MessageBytes { get; init; }

    /// <summary>In pieces of how many bytes pings are sent, each by a call of its own; null: whole. Defaults to null. TCP is a stream:
    /// a server must put up with 1, and has more to do then. Not over <see cref="Load.Transport.Ring"/>. The danger: where a backlog
    /// overflows, the SYN cookies of Linux lose a first piece of 1 to 3 bytes (tcp(7), tcp_syncookies).</summary>
    public int? PieceBytes { get; init; }

    /// <summary>Which reply is right; null: the protocol's own. Defaults to null. Where the <see cref="Message"/> is not the protocol's
    /// own, any reply is, unless this says otherwise: but an echo is always what was sent, and an error of Redis never right.</summary>
    public Expectation? Expect { get; init; }

    /// <summary>Where messages and replies end; null: as in the protocol. Defaults to null.</summary>
    public MessageFraming? Framing { get; init; }

    /// <summary>Addresses of this machine to connect from, in turn; none: the system's choice. Defaults to none. Each brings a range
    /// of ports of its own.</summary>
    public IReadOnlyList<IPAddress> SourceAddresses { get; init; } = [];

    /// <summary>How many threads carry the clients. Defaults to 1: enough for most servers, and the verdict says where not.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The cores that the workers are pinned to, in turn; none: not pinned. Defaults to none. Linux only. A worker of an open
    /// loop that has one of its own stays awake for the last 0.1 ms before a ping is due.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>What carries the pings. Defaults to <see cref="Load.Transport.Auto"/>.</summary>
    public Transport Transport { get; init; }

    /// <summary>Whether a worker of an open loop spins until a ping is due, instead of sleeping. Defaults to false. Exact to a
    /// microsecond, for a core of its own: the danger where the server shares it.</summary>
    public bool Spin { get; init; }

    /// <summary>The part of the plan that this process carries. Defaults to all of it.</summary>
    public Segment Segment { get; init; } = Segment.Whole;

    /// <summary>Faults that the socket calls of each worker meet, by its number; null: none. Needs the AppContext switch of
    /// <see cref="CallFaults"/>. Defaults to <see cref="DefaultFaults"/>.</summary>
    internal Func<int, CallFaults>? Faults { get; init; } = DefaultFaults;

    /// <summary>The faults of plans that do not say which: how the tests are run a second time on a kernel in a bad mood.</summary>
    internal static Func<int, CallFaults>? DefaultFaults { get; set; }

    /// <summary>Whether times are recorded. Off, a run counts its pings and no more: how it is known what recording costs.</summary>
    internal bool RecordsTimes { get; init; } = true;

    /// <summary>Who decides when a ping is sent: the clock where there is a <see cref="Rate"/>, otherwise the server.</summary>
    public Loop Loop => Rate is null ? Loop.Closed : Loop.Open;

    /// <summary>What tells plans apart, in 64 hexadecimal digits: equal where the same is asked of a server, wherever it listens and
    /// whichever <see cref="Segment"/> of it this is.</summary>
    public string Hash => PlanDocument.Hash(this);

    /// <summary>How many pings a client is to send.</summary>
    /// <param name="client">Its number.</param>
    /// <returns>The number out of <see cref="PingsByClient"/>, or <see cref="Pings"/>.</returns>
    public int PingsOf(int client) => PingsByClient.TryGetValue(client, out int pings) ? pings : Pings;

    /// <summary>The plan as JSON: one line, the same for equal plans.</summary>
    /// <returns>An object with every property by its name.</returns>
    public string ToJson() => PlanDocument.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The object.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is not a plan.</exception>
    public static ClientPlan FromJson(string json) => PlanDocument.Read(json);

    /// <summary>The clients that this process carries.</summary>
    internal IEnumerable<int> OwnClients
    {
        get
        {
            for (int client = Segment.Index; client < Clients; client += Segment.Count) yield return client;
        }
    }

    /// <summary>Whether a client is one of them.</summary>
    internal bool IsOwn(int client) => client >= Segment.Index && client < Clients && client % Segment.Count == Segment.Index;

    /// <summary>How many these are: without counting them, since a plan may ask for more than there can be.</summary>
    internal int OwnClientCount => Segment.Index < Clients ? (Clients - 1 - Segment.Index) / Segment.Count + 1 : 0;

    /// <summary>Their share of the <see cref="Rate"/>: parts are even only where their number divides that of the clients.</summary>
    internal double? OwnRate => Rate / Clients * OwnClientCount;

    /// <summary>Whether the server is on this machine.</summary>
    internal bool StaysHere => EndPoint.AddressFamily == AddressFamily.Unix
        || (EndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address));

    /// <summary>Whether all clients are connected before the first ping is sent: where pings are counted in a window of time,
    /// connecting must not fall into it. The lesson's clients ping as soon as they can.</summary>
    internal bool HasBarrier => Loop == Loop.Open || Duration is not null || WarmUp > TimeSpan.Zero;

    /// <summary>Says whether it makes sense, as a run does before it begins.</summary>
    /// <exception cref="ArgumentException">It does not; the message says what, and what to do.</exception>
    public void Check() => PlanCheck.Check(this);
}
