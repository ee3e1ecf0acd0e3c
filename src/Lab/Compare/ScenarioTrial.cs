using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Runs a scenario against one server, each time in a process of its own that has been warmed up.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="cores">Who runs where.</param>
/// <param name="warmUp">For how long each server is pinged before anything counts.</param>
internal sealed class ScenarioTrial(Scenario scenario, CoreSplit cores, TimeSpan warmUp)
{
    // The warm-up's client has a number that no scenario has work for; it comes and goes, so that accepting gets warm, too.
    private const int NobodysNumber = 1_000_000;
    private const int WarmUpPongs = 100;

    // A crowd that is not accepted waits in the backlog, and then for the kernel to try again: for minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A server that answers its first ping by then is one that answers: some load what they need when they are first asked.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan RecordedWarmUp = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it once; where somebody's delay is asked for, before that without what delays.</summary>
    /// <exception cref="ServerFailedException">The server does not start, or does not answer.</exception>
    internal async Task<ServerRun> Run(Contender contender, int round, CancellationToken stop)
    {
        LoadResult? calm = null;
        if (scenario.Blast is not null)
        {
            (calm, _, _) = await Once(contender, isDisturbed: false, stop).ConfigureAwait(false);
            if (calm.Interrupted) return new(round, calm, null, null, null, Verdict.Of(calm));
        }
        (LoadResult load, ServerUsage? usage, double? idle) = await Once(contender, isDisturbed: true, stop).ConfigureAwait(false);
        BlastRadius? blast = calm is null ? null : scenario.Blast!(calm, load);
        Verdict verdict = Verdict.Of(load, serverCpus: cores.Server is { } core ? [core] : null);
        if (blast?.Invalid is { } reason) verdict = Verdict.Of([.. verdict.Reasons, new(VerdictState.Invalid, "blast radius", reason)]);
        return new(round, load, usage, idle, blast, verdict);
    }

    /// <summary>Runs it once more, to be looked at and not to be measured, since recording has its price.</summary>
    /// <returns>What both sides recorded; of a server that is not ours, its clients alone.</returns>
    /// <exception cref="ServerFailedException">The server does not start, or does not answer.</exception>
    internal Task<Trace> Record(Contender contender, CancellationToken stop) => WhileServed(() => Recorded(contender, stop));

    private async Task<Trace> Recorded(Contender contender, CancellationToken stop)
    {
        string? file = contender.IsOurs ? Path.GetTempFileName() : null;
        try
        {
            using MemoryStream lines = new();
            using (TraceRecorder recorder = TraceRecorder.Start(lines, TraceHeader.Now(model: null, scenario.Plan)))
            {
                await using ServerProcess server = await ServerProcess
                    .Start(contender.Launch(scenario.SetupOf(contender, cores) with { Trace = file }), cores.Server, stop)
                    .ConfigureAwait(false);
                await WarmUp(server, RecordedWarmUp, stop).ConfigureAwait(false);
                await ServerWatch.AwaitQuiet(server.Books, stop).ConfigureAwait(false);
                await using IAsyncDisposable? beside =
                    scenario.Companion is null ? null : await Begin(scenario.Companion, server, stop).ConfigureAwait(false);
                await LoadGenerator.Run(PlanFor(server.EndPoint), null, null, ClientTracer.Of(recorder), stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                await ServerWatch.AwaitQuiet(server.Books, stop).ConfigureAwait(false);
                // Its trace says at its end what is missing: it must come to it.
                if (file is not null) await server.End(stop).ConfigureAwait(false);
            }
            Trace clients = Read(new StreamReader(new MemoryStream(lines.ToArray())));
            return file is null ? clients : clients.With(Read(new StreamReader(file))).FromFirstClient();
        }
        finally
        {
            if (file is not null) File.Delete(file);
        }
    }

    private static Trace Read(StreamReader lines)
    {
        using (lines) return Trace.Read(lines);
    }

    private Task<(LoadResult, ServerUsage?, double?)> Once(Contender contender, bool isDisturbed, CancellationToken stop) =>
        WhileServed(() => Started(contender, isDisturbed, stop));

    private async Task<(LoadResult, ServerUsage?, double?)> Started(Contender contender, bool isDisturbed, CancellationToken stop)
    {
        ServerSetup setup = scenario.SetupOf(contender, cores);
        if (!isDisturbed) setup = setup with { Work = new() };
        await using ServerProcess server =
            await ServerProcess.Start(contender.Launch(setup), cores.Server, stop).ConfigureAwait(false);
        await WarmUp(server, warmUp, stop).ConfigureAwait(false);
        return await Measured(server, isDisturbed ? scenario.Companion : null, stop).ConfigureAwait(false);
    }

    // One server that ends, or leaves half a trace, is no reason to lose what the others have shown.
    private static async Task<T> WhileServed<T>(Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception gone) when (
            gone is KernelException or IOException or SocketException or UnauthorizedAccessException or FormatException
                or InvalidOperationException or PlatformNotSupportedException)
        {
            throw new ServerFailedException($"it ended, or refused, while it was measured ({gone.Message})");
        }
    }

    private async Task<(LoadResult, ServerUsage?, double?)> Measured(ServerProcess server, Companion? companion, CancellationToken stop)
    {
        await ServerWatch.AwaitQuiet(server.Books, stop).ConfigureAwait(false);
        ServerBooks books = server.Books;
        long before = books.AreTold ? books.ResidentBytes() : 0;
        await using IAsyncDisposable? beside =
            companion is null ? null : await Begin(companion, server, stop).ConfigureAwait(false);
        double? idle = null;
        if (companion is SilentCrowd crowd)
        {
            await ServerWatch.AwaitQuiet(server.Books, stop).ConfigureAwait(false);
            if (books.AreTold) idle = (double)(books.ResidentBytes() - before) / crowd.Clients;
        }
        // A collection of what the runs before have left would stop the client within this one: of 25 ms, one of 2 ms is a lot.
        GC.Collect();
        using ServerWatch? watch = ServerWatch.Begin(books);
        LoadResult load = await LoadGenerator.Run(PlanFor(server.EndPoint), null, stop).ConfigureAwait(false);
        // What the clients' leaving costs is part of having had them.
        if (!load.Interrupted && companion is null) await ServerWatch.AwaitQuiet(server.Books, stop).ConfigureAwait(false);
        return (load, watch?.End(), idle);
    }

    private static async Task<IAsyncDisposable> Begin(Companion companion, ServerProcess server, CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return await companion.Begin(server, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ServerFailedException($"within {Patience.TotalSeconds:0} s it did not take what comes beside: {companion.Text}");
        }
    }

    /// <summary>What the clients do, with the core that they are bound to.</summary>
    /// <param name="server">Where the server listens.</param>
    internal ClientPlan PlanFor(IPEndPoint server) => scenario.Plan with
    {
        EndPoint = server,
        Cpus = Cpus,
        // Nobody else wants the clients' core, and a core that sleeps is late for what the clock asks: above all a virtual one.
        Spin = scenario.Plan.Rate is not null && cores.Client is not null,
    };

    private IReadOnlyList<int> Cpus => cores.Client is { } core ? [core] : [];

    // A server is warmed up by what it will be asked; but where pings say whose they are, by those of nobody.
    private ClientPlan FirstPing(IPEndPoint server) => new()
    {
        EndPoint = server,
        Pings = 1,
        PingTimeout = FirstAnswer,
        Protocol = scenario.Plan.Protocol,
        Message = scenario.PingsBearNumbers ? $"ping {NobodysNumber} {{seq}}" : scenario.Plan.Message,
        MessageBytes = scenario.Plan.MessageBytes,
        Framing = scenario.Plan.Framing,
        Expect = scenario.PingsBearNumbers ? Expectation.Anything : scenario.Plan.Expect,
        Cpus = Cpus,
    };

    private async Task WarmUp(ServerProcess server, TimeSpan duration, CancellationToken stop)
    {
        ClientPlan first = FirstPing(server.EndPoint);
        LoadResult result = await LoadGenerator.Run(first, null, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (result.Counts.Answered == 0)
        {
            string why = result.Failures is [var failure, ..] ? $": {failure.Kind.Name()} ({failure.Example})" : "";
            throw new ServerFailedException($"it does not answer the first ping{why}");
        }
        ClientPlan plan = first with { Duration = duration, ReconnectEvery = WarmUpPongs };
        await LoadGenerator.Run(plan, null, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }
}
