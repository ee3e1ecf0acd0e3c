using System.Globalization;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>A situation that tells server models apart: the same clients for every server, what happens beside them, and what is to
/// be said of it.</summary>
public sealed record Scenario
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in a sentence.</summary>
    public required string Shows { get; init; }

    /// <summary>What the clients do; the address is the server's.</summary>
    public required ClientPlan Plan { get; init; }

    /// <summary>The scenario of whose sweep this is one rate; null, the default: it is run at its own.</summary>
    public string? SweepOf { get; init; }

    /// <summary>How our servers are started for it. Defaults to: as they are.</summary>
    public ServerSetup Setup { get; init; } = new();

    /// <summary>Whether our servers size themselves for the whole machine, though they are bound to a core: where they are to be seen
    /// waiting, and not computing. Defaults to false.</summary>
    internal bool IsSizedForMachine { get; init; }

    /// <summary>Whether <c>threads</c> gets a thread for every client: where its queue is not what is to be seen. Defaults to
    /// false.</summary>
    internal bool HasThreadForEach { get; init; }

    /// <summary>What happens beside the clients; null, the default: nothing.</summary>
    internal Companion? Companion { get; init; }

    /// <summary>Whom it delayed, against the same plan without companion and work; null, the default: that is not asked.</summary>
    internal Func<LoadResult, LoadResult, BlastRadius>? Blast { get; init; }

    /// <summary>Why a model of ours cannot take part; null where it can.</summary>
    internal Func<ServerModel, string?> Refuses { get; init; } = static _ => null;

    /// <summary>What happened, in half a sentence that is made from the figures.</summary>
    internal Func<SeenRuns, string> Finding { get; init; } = static seen => seen.Unanswered() ?? "every ping was answered";

    /// <summary>Its particulars besides the plan, in half a sentence; empty where there are none.</summary>
    public string Beside
    {
        get
        {
            string?[] parts = [Work(), Companion?.Text, HasThreadForEach ? "threads has a thread for each" : null, Words()];
            return string.Join(", ", parts.OfType<string>());
        }
    }

    /// <summary>Whether its pings are those of the lesson's protocol, which say whose they are. What else they say is the user's own
    /// affair.</summary>
    public bool PingsBearNumbers => Plan is { Protocol: PingProtocol.PingPong, Message: null, Framing: null };

    /// <summary>Whether it goes by the client's number in each ping: where a handler works for some clients alone, or a client beside says
    /// pings of its own.</summary>
    public bool NeedsNumbers => Setup.Work is { Any: true, Client: not null } || Companion is SlowReader;

    /// <summary>The same as one rate of a sweep.</summary>
    /// <param name="rate">Pings a second.</param>
    /// <returns>The scenario, named by it and its rate.</returns>
    public Scenario At(double rate) => this with
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Name}@{rate:0.###}"),
        SweepOf = Name,
        Plan = Plan with { Rate = rate },
    };

    /// <summary>Why a contender does not take part on this machine; null where it does.</summary>
    /// <param name="contender">The contender.</param>
    /// <returns>The reason.</returns>
    public string? Refusal(Contender contender)
    {
        ArgumentNullException.ThrowIfNull(contender);
        if (Setup.Work.Any && !contender.IsOurs) return "its handler cannot be told to work";
        if (Companion is ServerPause && !OperatingSystem.IsLinux()) return "a process can be stopped on Linux alone";
        return contender.Model is { } model ? Refuses(model) : null;
    }

    /// <summary>Why this machine cannot carry its clients; null where it can.</summary>
    /// <returns>The reason, with the numbers and the cure.</returns>
    public string? MachineRefusal() =>
        Preflight.Refusal(Plan with { Clients = (int)Math.Min(int.MaxValue, Plan.Clients + (long)(Companion?.Descriptors ?? 0)) });

    /// <summary>How a server is started for it.</summary>
    /// <param name="contender">The server.</param>
    /// <param name="cores">Who runs where.</param>
    internal ServerSetup SetupOf(Contender contender, CoreSplit cores) => Setup with
    {
        Threads = contender.Model switch
        {
            { HasThreads: false } => null,
            { TakesThreadPerClient: true } when HasThreadForEach => Plan.Clients + (Companion?.Descriptors ?? 0),
            _ => Setup.Threads,
        },
        Processors = IsSizedForMachine && cores.Server is not null ? Environment.ProcessorCount : null,
        Protocol = Spoken ?? Setup.Protocol,
    };

    // What our servers are told to speak; null: the lesson's protocol.
    private string? Spoken => Plan.Protocol switch
    {
        PingProtocol.Echo => "echo",
        PingProtocol.Resp => "resp",
        _ => null,
    };

    private string? Words() => (Spoken, Plan.Message) switch
    {
        (null, null) => null,
        (null, _) => "pings of their own words",
        (var protocol, null) => $"pings in {protocol}",
        var (protocol, _) => $"pings in {protocol}, of their own words",
    };

    private string? Work()
    {
        if (!Setup.Work.Any) return null;
        string what = Setup.Work.Delay > TimeSpan.Zero ? $"sleeps {Setup.Work.Delay.TotalMilliseconds:0} ms"
            : Setup.Work.Burn > TimeSpan.Zero ? $"computes {Setup.Work.Burn.TotalMilliseconds:0} ms"
            : $"waits {Setup.Work.Await.TotalMilliseconds:0} ms";
        string whom = Setup.Work switch
        {
            { Client: null } => "",
            { Client: var first, Clients: 1 } => $" of client #{first}",
            { Client: var first, Clients: var count } => $" of clients #{first} to #{first + count - 1}",
        };
        return $"the handler {what} for each ping{whom}";
    }
}
