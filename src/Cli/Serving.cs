using System.Net.Sockets;
using Sockeye.Linux;
using Sockeye.Protocols;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>A server from its «Listening» to its «Stopped», and the exit code that it deserves.</summary>
internal static class Serving
{
    // What a server may take beyond its drain time: closing lingers up to a second.
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(2);

    // What it may take to abort: whoever asks a second time wants an end within a second.
    private static readonly TimeSpan AbortGrace = TimeSpan.FromMilliseconds(800);

    internal static async Task<int> Run(
        ServerModel model, Func<IProtocol> protocol, ServerOptions options, ServerLog log, Action<IServer> listens,
        Action<ServerSummary, ServerStatus> conclude, CancellationToken stop, CancellationToken abort)
    {
        using IServer server = Listen(model, protocol, options);
        listens(server);
        log.Say($"Listening on {server.EndPoint} ({model.Name}: {model.Summary})");

        // A token of its own, so that «Stopping» is told before the drain begins: callbacks run in no promised order.
        using CancellationTokenSource drain = new();
        using CancellationTokenRegistration stopping = stop.Register(() =>
        {
            string limit = Durations.Format(options.DrainTimeout);
            log.Say($"Stopping: {server.Status.Connections} connected, {limit} to finish (once more: abort)");
            drain.Cancel();
        });
        Task<ServerSummary> running = Task.Factory.StartNew(
            () => server.Run(drain.Token, abort), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        if (await Task.WhenAny(running, Overdue(options.DrainTimeout, stop, abort)) != running) return LeftBehind(log);
        ServerSummary summary;
        try
        {
            summary = await running;
        }
        catch (SocketException broken)
        {
            throw new CommandFailure(ExitCodes.Failed, $"the listener is broken: {broken.Message}", broken);
        }
        catch (InvalidOperationException refused)
        {
            throw new CommandFailure(ExitCodes.CannotStart, $"{model.Name}: {refused.Message}", refused);
        }
        // A model that does not wait for its handlers' threads has returned without them.
        if (server.Status.Connections > 0) return LeftBehind(log);
        log.Say(
            $"Stopped: {ServerLog.Clients(summary.Served)} served, {log.Messages(summary.Messages)}, " +
            $"{summary.Rejected} rejected, {summary.Aborted} aborted");
        conclude(summary, server.Status);
        return summary.Aborted == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static int LeftBehind(ServerLog log)
    {
        log.Complain($"sockeye: a handler does not return; left behind: {log.Present}");
        return ExitCodes.Failed;
    }

    private static IServer Listen(ServerModel model, Func<IProtocol> protocol, ServerOptions options)
    {
        if (model.Unsupported is { } reason) throw new CommandFailure(ExitCodes.CannotStart, $"{model.Name}: {reason}");
        try
        {
            return model.Create(protocol, options);
        }
        catch (SocketException refused)
        {
            throw BindFailure.Of(options.EndPoint, refused);
        }
        catch (Exception refused) when (refused is InvalidOperationException or KernelException)
        {
            throw new CommandFailure(ExitCodes.CannotStart, $"{model.Name}: {refused.Message}", refused);
        }
    }

    /// <summary>Ends when a server that was told to stop should have: a handler that never returns holds a blocking model,
    /// or a loop, beyond every clock, and the process must end all the same.</summary>
    private static async Task Overdue(TimeSpan drain, CancellationToken stop, CancellationToken abort)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TimeSpan limit = drain == Timeout.InfiniteTimeSpan ? drain : drain + DrainGrace;
        await Task.Delay(limit, abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (abort.IsCancellationRequested) await Task.Delay(AbortGrace, CancellationToken.None);
    }
}
