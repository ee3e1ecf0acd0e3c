using System.Diagnostics;
using Sockeye.Linux;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>The soak of one server: it is started, the peers live, it is looked at until they are done and it is quiet, and asked to
/// end and to give account.</summary>
internal sealed class SoakRun(SoakPlan plan, Contender server, Action<SoakProgress>? progress)
{
    /// <summary>Descriptors of this process besides those of the peers.</summary>
    internal const int OwnDescriptors = 128;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // What is begun is brought to its end, though no more than so long: those who fell silent last wait for the server's clock.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // Until a server has noticed that everybody has left: its clocks, and closing that lingers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostComplaints = 5;

    private readonly PeerLedger _ledger = new();
    private readonly List<string> _complaints = [];
    private readonly SoakSamples _samples = new(plan.Duration);

    internal async Task<SoakResult> Execute(CancellationToken stop)
    {
        using AccountFile account = new();
        ServerProcess process =
            await ServerProcess.Start(server.Launch(Setup(account.Path)), cpu: null, stop, Hear).ConfigureAwait(false);
        await using (process.ConfigureAwait(false)) return await Soak(process, account, stop).ConfigureAwait(false);
    }

    private ServerSetup Setup(string account) => new()
    {
        Protocol = plan.Protocol == SoakProtocol.Echo ? "echo" : "pingpong",
        IdleTimeout = plan.Clock,
        MessageTimeout = plan.Clock,
        SendTimeout = plan.Clock,
        Account = account,
    };

    private async Task<SoakResult> Soak(ServerProcess process, AccountFile account, CancellationToken stop)
    {
        SoakProbe probe = new(plan, process.EndPoint);
        // What takes a descriptor once has one afterwards.
        await probe.Ask(stop).ConfigureAwait(false);
        await ServerWatch.AwaitQuiet(process.Id, stop).ConfigureAwait(false);
        int sockets = OtherProcess.Sockets(process.Id);
        ListenDrops? drops = ListenDrops.Now;

        long start = Stopwatch.GetTimestamp();
        await Live(process, start, stop).ConfigureAwait(false);
        TimeSpan lived = Stopwatch.GetElapsedTime(start);

        ServerEnd end = new() { SocketsBefore = sockets };
        try
        {
            end = end with
            {
                SocketsAfter = await UntilLeft(process, sockets).ConfigureAwait(false),
                ResidentBytes = OtherProcess.ResidentBytes(process.Id),
                IdleShare = await IdleShare(process.Id).ConfigureAwait(false),
                Answer = await probe.Ask(CancellationToken.None).ConfigureAwait(false),
            };
        }
        catch (Exception ended) when (ended is IOException or KernelException)
        {
            // Nothing is known of a process that has ended: the checks say so.
            Debug.Assert(process.HasEnded, "What can be asked of a process is known of one that lives.");
        }
        end = end with
        {
            ExitCode = await process.End(CancellationToken.None).ConfigureAwait(false),
            Said = process.Said,
            Complaints = Complaints(),
            Account = account.Read(),
            Probes = probe.Asked,
            Overflows = drops is null ? 0 : ListenDrops.Now!.Since(drops).Overflows,
        };
        return SoakChecks.Conclude(plan, server.Name, _ledger, end, _samples.Trend, lived, stop.IsCancellationRequested);
    }

    private async Task Live(ServerProcess process, long start, CancellationToken stop)
    {
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(stop);
        SoakPeer[] peers =
            [.. Enumerable.Range(0, plan.Connections).Select(number => new SoakPeer(plan, number, process.EndPoint, _ledger))];
        try
        {
            Task living = Task.WhenAll(peers.Select(peer => peer.Run(GoesOn, abort.Token)));
            HoldUps holdUps = new(Look, plan.Clock);
            while (await Task.WhenAny(living, Task.Delay(Look, CancellationToken.None)).ConfigureAwait(false) != living)
            {
                long now = Stopwatch.GetTimestamp();
                _ledger.Looked(now, holdUps.IsHeldUp(now));
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start, now);
                if (!_samples.TryTake(elapsed, process.Id)) await abort.CancelAsync().ConfigureAwait(false);
                progress?.Invoke(new(
                    server.Name, elapsed, _ledger.Begun, _ledger.Killed, _ledger.Verified, _ledger[Outcome.Wrong]));
                if (elapsed > plan.Duration + Grace) await abort.CancelAsync().ConfigureAwait(false);
            }
            await living.ConfigureAwait(false);
        }
        finally
        {
            foreach (SoakPeer peer in peers)
            {
                await peer.DisposeAsync().ConfigureAwait(false);
                _ledger.Forward(peer.Forwarded);
            }
        }

        // Once there is a mistake, what follows tells no more about it.
        bool GoesOn() => Stopwatch.GetElapsedTime(start) < plan.Duration && _ledger[Outcome.Wrong] == 0 && !HasReachedItsGoals();
    }

    private bool HasReachedItsGoals() =>
        plan.HasGoal && _ledger.Killed >= (plan.Kills ?? 0) && _ledger.Verified >= (plan.Bytes ?? 0);

    private static async Task<int> UntilLeft(ServerProcess process, int sockets)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            int now = OtherProcess.Sockets(process.Id);
            if (now <= sockets || Stopwatch.GetElapsedTime(start) > Patience) return now;
            await Task.Delay(Look).ConfigureAwait(false);
        }
    }

    // The quietest of some moments: the runtime compiles in the background for a while after its code became hot.
    private static async Task<double> IdleShare(int process)
    {
        await ServerWatch.AwaitQuiet(process, CancellationToken.None).ConfigureAwait(false);
        double least = double.MaxValue;
        for (int look = 0; look < 3; look++)
        {
            long cpu = OtherProcess.CpuNanoseconds(process);
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(2 * Look).ConfigureAwait(false);
            double share = (OtherProcess.CpuNanoseconds(process) - cpu) / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            least = Math.Min(least, share);
        }
        return least;
    }

    private void Hear(string line)
    {
        if (!IsComplaint(line)) return;
        lock (_complaints)
        {
            if (_complaints.Count < MostComplaints) _complaints.Add(line);
        }
    }

    private string[] Complaints()
    {
        lock (_complaints) return [.. _complaints];
    }

    // A server tells without being asked that it begins and ends; and that a handler was slow, where this machine held it up.
    private static bool IsComplaint(string line) =>
        !line.StartsWith("Listening ", StringComparison.Ordinal) && !line.StartsWith("Stopp", StringComparison.Ordinal)
        && !line.Contains(" held up worker ", StringComparison.Ordinal);
}
