using System.Net;
using Sockeye.Load;
using Sockeye.Protocols;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>One server of a model and the clients of a plan, in this process, over loopback: what <c>run</c> and the
/// lesson consist of.</summary>
public sealed record Trial
{
    // How long an interrupted run waits for a server whose handler may be asleep.
    private static readonly TimeSpan AbortWait = TimeSpan.FromSeconds(1);

    /// <summary>The server's model.</summary>
    public required ServerModel Model { get; init; }

    /// <summary>The server's limits and clocks; its address is always a free port of 127.0.0.1.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>What the server does for each ping. Defaults to nothing.</summary>
    public WorkOptions Work { get; init; } = new();

    /// <summary>What the clients do; the address is the server's.</summary>
    public required ClientPlan Plan { get; init; }

    /// <summary>Where both sides are recorded. Defaults to nowhere.</summary>
    public TraceRecorder? Recorder { get; init; }

    /// <summary>Runs it once.</summary>
    /// <param name="observer">Who is told what the clients see.</param>
    /// <param name="cancellation">Ends it at once; the result is then partial.</param>
    /// <returns>What both sides saw.</returns>
    /// <exception cref="InvalidOperationException">This machine cannot carry it: see <see cref="Preflight"/>.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The server's listener broke.</exception>
    public async Task<TrialResult> Run(ClientObserver? observer = null, CancellationToken cancellation = default)
    {
        // Both ends of every connection are in this process.
        if (Preflight.Refusal(Plan, descriptorsPerClient: 2) is { } refusal) throw new InvalidOperationException(refusal);

        ServerOptions options = Server with
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Observer = ServerTracer.Beside(Server.Observer, Recorder),
        };
        RunningServer server = RunningServer.Start(Model, Servers.Work.Around(static () => new PingPong(), Work), options);
        LoadResult load;
        try
        {
            ClientPlan plan = Plan with { EndPoint = server.EndPoint };
            load = await LoadGenerator.Run(plan, observer, null, ClientTracer.Of(Recorder), cancellation).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Task<ServerSummary> stopping = server.Stop(abort: load.Interrupted);
        if (load.Interrupted)
        {
            // A handler cannot be interrupted: after that while it is left to its sleep.
            await Task.WhenAny(stopping, Task.Delay(AbortWait, CancellationToken.None)).ConfigureAwait(false);
            if (!stopping.IsCompleted) return new(Model, load, null);
        }
        ServerSummary summary = await stopping.ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        return new(Model, load, summary);
    }
}

/// <summary>What was seen in a trial.</summary>
/// <param name="Model">The server's model.</param>
/// <param name="Load">What the clients saw.</param>
/// <param name="Server">What the server did; null where it did not end in time after an interruption.</param>
public sealed record TrialResult(ServerModel Model, LoadResult Load, ServerSummary? Server);
