using System.CommandLine;
using System.Net;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>What the clients do and how it is shown, as options of a verb; what is not given keeps its default.</summary>
internal sealed class ClientFlags
{
    // Beyond it a line a pong is no longer read by anybody.
    private const int MostLines = 200;

    private static readonly ClientPlan Defaults = new();

    private readonly Option<int?> _clients =
        Options.Number("--num-clients", $"Clients, all in parallel, each with a connection of its own. Default: {Defaults.Clients}.",
            aliases: ["-c", "--connections"]);

    private readonly Option<int?> _pings =
        Options.Number("--pings", $"Pings that each client sends, one after another. Default: {Defaults.Pings}.",
            aliases: "-n");

    private readonly Option<TimeSpan?> _delayBetween =
        Options.Time("--delay-between", "How long a client thinks between a pong and its next ping. Default: not at all.", "--think");

    private readonly Option<TimeSpan?> _connectTimeout =
        Options.Time("--connect-timeout", $"How long connecting may take. Default: {Durations.Format(Defaults.ConnectTimeout)}.");

    private readonly Option<TimeSpan?> _timeout =
        Options.Time("--timeout", $"How long a ping may go unanswered. Default: {Durations.Format(Defaults.PingTimeout)}.");

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = $"A line for each pong, also beyond {MostLines} of them.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write JSON instead of text, as docs/schema/result.schema.json describes it.",
    };

    internal void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_clients, _pings, _delayBetween, _connectTimeout, _timeout, _verbose, _json])
            command.Options.Add(option);
    }

    /// <summary>Those of a verb that holds its load for a duration, without thinking, and has its own way to show what it found.</summary>
    internal void AddTimedTo(Command command)
    {
        foreach (Option option in (Option[])[_clients, _connectTimeout, _timeout]) command.Options.Add(option);
    }

    /// <summary>As those, and the pings may be counted.</summary>
    internal void AddCountedTo(Command command)
    {
        AddTimedTo(command);
        command.Options.Add(_pings);
    }

    internal bool HasPings(ParseResult parsed) => parsed.GetResult(_pings) is { Implicit: false };

    internal ClientPlan Read(ParseResult parsed, EndPoint endPoint) => new()
    {
        EndPoint = endPoint,
        Clients = parsed.GetValue(_clients) ?? Defaults.Clients,
        Pings = parsed.GetValue(_pings) ?? Defaults.Pings,
        DelayBetween = parsed.GetValue(_delayBetween) ?? Defaults.DelayBetween,
        ConnectTimeout = parsed.GetValue(_connectTimeout) ?? Defaults.ConnectTimeout,
        PingTimeout = parsed.GetValue(_timeout) ?? Defaults.PingTimeout,
    };

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>What shows the pongs as they arrive: a line each on the output, or progress where they are too many, or
    /// where the output is to hold nothing but JSON.</summary>
    internal ShownClients Show(ParseResult parsed, ClientPlan plan)
    {
        InvocationConfiguration invocation = parsed.InvocationConfiguration;
        bool few = (long)plan.Clients * plan.Pings <= MostLines || parsed.GetValue(_verbose);
        return few && !Json(parsed)
            ? new PongLines(invocation.Output)
            : new PongProgress(invocation.Error, Terminal.Is(invocation.Error), plan, TimeProvider.System);
    }
}
