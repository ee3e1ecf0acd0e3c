using System.CommandLine;
using System.Net;
using Sockeye.Linux;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The limits and clocks of a server as options of a verb; what is not given keeps its default.</summary>
internal sealed class ServerFlags
{
    private static readonly ServerOptions Defaults = new();

    private readonly Option<int?> _threads = Options.Number(
        "--threads",
        "Worker threads of threads (default: twice the processors, at least 8), reactors of epoll and iouring (default: one a processor).",
        highest: 10_000);

    private readonly Option<string?> _accept = Options.OneOf(
        "--accept",
        "Several reactors: one acceptor hands out connections, or each has a listener (SO_REUSEPORT). Default: shared.",
        "shared", "reuseport");

    private readonly Option<int?> _maxConnections = Options.Number(
        "--max-connections", $"Connections held at once. Default: {Defaults.MaxConnections}, or what the limit on open files allows.");

    private readonly Option<int?> _backlog = Options.Number(
        "--backlog", $"Connections that the kernel queues. Default: {Defaults.Backlog}.");

    private readonly Option<string?> _whenFull = Options.OneOf(
        "--when-full", "Beyond --max-connections: leave clients in the backlog, or accept and close. Default: wait.", "wait", "reject");

    private readonly Option<TimeSpan?> _idle = Options.Clock(
        "--idle-timeout", $"Close a client without progress in either direction. Default: {Durations.Format(Defaults.IdleTimeout)}.");

    private readonly Option<TimeSpan?> _message = Options.Clock(
        "--message-timeout",
        $"Close a client that has begun a message and not finished it. Default: {Durations.Format(Defaults.MessageTimeout)}.");

    private readonly Option<TimeSpan?> _firstMessage = Options.Clock(
        "--first-message-timeout",
        "Close a client that has not completed its first message, or said nothing. " +
        $"Default: {Durations.Format(Defaults.FirstMessageTimeout)}.");

    private readonly Option<TimeSpan?> _send = Options.Clock(
        "--send-timeout", $"Close a client that does not read its reply. Default: {Durations.Format(Defaults.SendTimeout)}.");

    private readonly Option<TimeSpan?> _drain = Options.Clock(
        "--drain-timeout", $"How long a stopping server waits for exchanges. Default: {Durations.Format(Defaults.DrainTimeout)}.");

    private readonly Option<int?> _maxMessage = Options.Number(
        "--max-message", $"The longest message, in bytes. Default: {Defaults.MaxMessageBytes}.", highest: 1 << 30);

    private readonly Option<int?> _maxFirstMessage = Options.Number(
        "--max-first-message", "The longest first message, in bytes. Default: that of --max-message.", highest: 1 << 30);

    private readonly Option<int?> _maxReply = Options.Number(
        "--max-reply", $"The most that one call of a protocol may write, in bytes. Default: {Defaults.MaxReplyBytes}.", highest: 1 << 30);

    internal void AddTo(Command command)
    {
        foreach (Option option in (Option[])
        [
            _threads, _accept, _maxConnections, _backlog, _whenFull, _idle, _message, _firstMessage, _send, _drain, _maxMessage,
            _maxFirstMessage, _maxReply,
        ])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for and means nothing to the model; of a server that listens, what it cannot give, too.</summary>
    internal IEnumerable<string> Unmet(ParseResult parsed, ServerModel model, IServer? server = null)
    {
        if (parsed.GetValue(_threads) is not null && !model.HasThreads)
            yield return $"{_threads.Name} is ignored: {model.Name} has no number of threads to choose";
        if (parsed.GetValue(_accept) is not null && (!model.HasThreads || model.TakesThreadPerClient))
            yield return $"{_accept.Name} is ignored: {model.Name} has no reactors";
        if (parsed.GetValue(_maxConnections) is { } asked && server?.MaxConnections < asked && OpenFiles.Limit is { } limit)
        {
            yield return $"{_maxConnections.Name}: {server.MaxConnections} at once, not {asked}: the limit on open files allows no more; "
                + $"raise it: ulimit -n {(long)asked + limit - server.MaxConnections}";
        }
    }

    internal ServerOptions Read(ParseResult parsed, EndPoint address, ServerObserver? observer) => new()
    {
        EndPoint = address,
        Observer = observer,
        Threads = parsed.GetValue(_threads),
        Accept = parsed.GetValue(_accept) == "reuseport" ? AcceptMode.ReusePort : AcceptMode.Shared,
        MaxConnections = parsed.GetValue(_maxConnections) ?? Defaults.MaxConnections,
        Backlog = parsed.GetValue(_backlog) ?? Defaults.Backlog,
        WhenFull = parsed.GetValue(_whenFull) == "reject" ? WhenFull.Reject : WhenFull.Wait,
        IdleTimeout = parsed.GetValue(_idle) ?? Defaults.IdleTimeout,
        MessageTimeout = parsed.GetValue(_message) ?? Defaults.MessageTimeout,
        FirstMessageTimeout = parsed.GetValue(_firstMessage) ?? Defaults.FirstMessageTimeout,
        SendTimeout = parsed.GetValue(_send) ?? Defaults.SendTimeout,
        DrainTimeout = parsed.GetValue(_drain) ?? Defaults.DrainTimeout,
        MaxMessageBytes = parsed.GetValue(_maxMessage) ?? Defaults.MaxMessageBytes,
        MaxFirstMessageBytes = parsed.GetValue(_maxFirstMessage),
        MaxReplyBytes = parsed.GetValue(_maxReply) ?? Defaults.MaxReplyBytes,
    };
}
