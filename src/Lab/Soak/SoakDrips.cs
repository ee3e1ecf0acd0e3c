using System.Net.Sockets;
using Sockeye.Load;
using static System.FormattableString;

namespace Sockeye.Lab;

/// <summary>Slowloris: a crowd whose messages drip and never end, beside clients that mean well. The server must cut every one of
/// the crowd at the message time, and the others must hardly notice.</summary>
internal sealed class SoakDrips(SoakPlan plan, Contender server)
{
    internal const int Healthy = 100;

    /// <summary>How many times slower the slowest of a hundred answers may come beside the crowd.</summary>
    internal const double MostSlowdown = 2;

    private const double PingsPerSecond = 2_000;
    private const double ConnectsPerSecond = 1_000;

    // Until the server has noticed: its clock, closing that lingers, and a machine that has other things to do.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>How often a pair of runs is made, one without the crowd and one beside it.</summary>
    internal int Rounds { get; init; } = 15;

    /// <summary>For how long the pings of a run are counted.</summary>
    internal TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    internal Action<string>? Progress { get; init; }

    // The crowd is there for the whole of a run, from connecting to its last pong.
    private TimeSpan MessageTimeout => Duration + TimeSpan.FromSeconds(3);

    // Often enough that a clock which any byte sets back would never run out; and no oftener: the crowd shares their core.
    private TimeSpan Pause => MessageTimeout / 3;

    /// <summary>Does it.</summary>
    /// <param name="drips">How many drip.</param>
    /// <param name="stop">Ends it.</param>
    internal async Task<SoakCheck> Run(int drips, CancellationToken stop)
    {
        if (server.Model is { ServesOneAtATime: true })
            return new("slowloris", SoakState.Untold, "serves one at a time: whoever drips is the only client until he is cut");
        using AccountFile account = new();
        try
        {
            return await Run(drips, account, stop).ConfigureAwait(false);
        }
        catch (SocketException refused)
        {
            return new("slowloris", SoakState.Failed, $"a client that drips could not connect: {refused.Message}");
        }
    }

    private async Task<SoakCheck> Run(int drips, AccountFile account, CancellationToken stop)
    {
        CoreSplit cores = CoreSplit.OfThisMachine();
        ServerProcess process =
            await ServerProcess.Start(server.Launch(Setup(drips, account.Path)), cores.Server, stop).ConfigureAwait(false);
        List<(double Alone, double Beside)> pairs = [];
        int cut = 0;
        await using (process.ConfigureAwait(false))
        {
            ClientPlan others = new()
            {
                EndPoint = process.EndPoint,
                Clients = Healthy,
                Rate = PingsPerSecond,
                Arrivals = Arrivals.Poisson,
                ConnectRate = ConnectsPerSecond,
                Duration = Duration,
                Cpus = cores.Client is { } core ? [core] : [],
                Seed = (ulong)plan.Seed,
            };
            await LoadGenerator.Run(others with { Duration = WarmUp }, null, stop).ConfigureAwait(false);
            while (pairs.Count < Rounds && cut == drips * pairs.Count)
            {
                Progress?.Invoke($"round {pairs.Count + 1} of {Rounds} beside {SoakText.Count(drips)} that drip");
                LoadResult alone = await LoadGenerator.Run(others, null, stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                using DripCrowd crowd = await DripCrowd.Connect(process.EndPoint, drips, Pause, stop).ConfigureAwait(false);
                LoadResult beside = await LoadGenerator.Run(others, null, stop).ConfigureAwait(false);
                cut += await crowd.UntilCut(MessageTimeout + Patience, stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                if (Spoilt(alone, beside) is { } spoilt) return spoilt;
                pairs.Add((P99Milliseconds(alone), P99Milliseconds(beside)));
            }
            await process.End(stop).ConfigureAwait(false);
        }
        return Conclude(drips, cut, account.Read(), pairs);
    }

    /// <summary>What is to be said of it.</summary>
    internal static SoakCheck Conclude(int drips, int cut, AccountReport? account, IReadOnlyList<(double Alone, double Beside)> pairs)
    {
        long all = (long)drips * pairs.Count;
        string crowd = $"{pairs.Count} × {SoakText.Count(drips)} drips";
        if (account is null) return new("slowloris", SoakState.Failed, $"{crowd}: the server gave no account");
        long byMessageTime = account.Closed.GetValueOrDefault("messageTimeout");
        if (cut != all || byMessageTime != all)
        {
            return new("slowloris", SoakState.Failed, $"{crowd}: {SoakText.Count(cut)} of {SoakText.Count(all)} were ended in time, "
                + $"{SoakText.Count(byMessageTime)} of them by the message time");
        }
        double[] slowdowns = [.. pairs.Select(pair => pair.Beside / pair.Alone).Order()];
        double median = slowdowns[slowdowns.Length / 2];
        string cutAll = $"{crowd}, all cut at the message time";
        string times = Invariant($"{median:0.00} times ({slowdowns[0]:0.00} to {slowdowns[^1]:0.00})");
        (double alone, double beside) = (Median(pairs, pair => pair.Alone), Median(pairs, pair => pair.Beside));
        string finding = Invariant($"{cutAll}; p99 of {Healthy} others {alone:0.00} ms alone, {beside:0.00} ms beside them: {times}");
        return new("slowloris", median <= MostSlowdown ? SoakState.Ok : SoakState.Failed, finding);
    }

    // Where the client itself was late, what is missing may be its own.
    internal static SoakCheck? Spoilt(LoadResult alone, LoadResult beside)
    {
        if (Unanswered(alone) + Unanswered(beside) == 0) return null;
        VerdictReason? unfit = Verdict.Of(alone).Reasons.Concat(Verdict.Of(beside).Reasons)
            .FirstOrDefault(reason => reason.State == VerdictState.Invalid);
        string missing = $"of the others' pings {SoakText.Count(Unanswered(alone))} were not answered alone, "
            + $"{SoakText.Count(Unanswered(beside))} beside the drips{Findings.OfFailures([alone, beside])}";
        return unfit is null
            ? new("slowloris", SoakState.Failed, missing)
            : new("slowloris", SoakState.Untold, $"{missing}; and the client was not fit: {unfit.Text}");
    }

    private ServerSetup Setup(int drips, string account) => new()
    {
        Protocol = "pingpong",
        MessageTimeout = MessageTimeout,
        Threads = server.Model is { TakesThreadPerClient: true } ? drips + 2 * Healthy : null,
        Account = account,
    };

    private static double P99Milliseconds(LoadResult run) => run.Response.Percentile(99)!.Value.Value / 1e6;

    private static long Unanswered(LoadResult run) => run.Counts.Scheduled - run.Counts.Answered;

    private static double Median(IReadOnlyList<(double Alone, double Beside)> pairs, Func<(double Alone, double Beside), double> of) =>
        pairs.Select(of).Order().ElementAt(pairs.Count / 2);
}
