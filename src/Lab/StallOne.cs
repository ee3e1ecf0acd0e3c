using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>The scenario of the slow client: the same trial twice, without the stall and with it.</summary>
public static class StallOne
{
    // The others ping so often while it lasts, and go on for half as long again.
    private const int PingsPerStall = 20;

    /// <summary>The clients for it: the slow one sends a single ping, the others so many, with pauses, that they have
    /// something to send from the stall's begin until after its end.</summary>
    /// <param name="clients">How many, the slow one included.</param>
    /// <param name="stall">The stall.</param>
    /// <returns>The plan.</returns>
    public static ClientPlan Plan(int clients, Stall stall) => new()
    {
        Clients = clients,
        Pings = PingsPerStall * 3 / 2,
        PingsByClient = new Dictionary<int, int> { [stall.Client] = 1 },
        DelayBetween = stall.Duration / PingsPerStall,
    };

    /// <summary>Runs a trial without its work, then with it.</summary>
    /// <param name="trial">The trial; its <see cref="Trial.Work"/> makes one client slow.</param>
    /// <param name="observer">Who is told what the clients see in the second run.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="ArgumentException">The work is none, or for every client.</exception>
    public static async Task<StallResult> Run(Trial trial, ClientObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (StallOf(trial.Work, trial.Plan) is not { } stall)
            throw new ArgumentException("No single client of the plan is slow.", nameof(trial));
        TrialResult calm = await (trial with { Work = new(), Recorder = null }).Run(cancellation: cancellation).ConfigureAwait(false);
        TrialResult stalled = calm.Load.Interrupted ? calm : await trial.Run(observer, cancellation).ConfigureAwait(false);
        return new(stall, calm, stalled, BlastRadius.Of(calm.Load, stalled.Load, stall));
    }

    /// <summary>Which client's slowness some work is.</summary>
    /// <param name="work">The work.</param>
    /// <param name="plan">The clients.</param>
    /// <returns>The stall; null where there is none, or it is everybody's.</returns>
    public static Stall? StallOf(WorkOptions work, ClientPlan plan)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(plan);
        TimeSpan duration = work.Delay + work.Burn + work.Await;
        bool exists = work.Client >= 0 && work.Client + work.Clients <= plan.Clients;
        return exists && duration > TimeSpan.Zero ? new((int)work.Client!.Value, duration, work.Clients) : null;
    }
}

/// <summary>What was seen when one client was slow.</summary>
/// <param name="Stall">Who was slow, and for how long.</param>
/// <param name="Calm">The trial without the stall.</param>
/// <param name="Stalled">The trial with it.</param>
/// <param name="BlastRadius">Whom it delayed.</param>
public sealed record StallResult(Stall Stall, TrialResult Calm, TrialResult Stalled, BlastRadius BlastRadius)
{
    /// <summary>The server's model.</summary>
    public ServerModel Model => Stalled.Model;
}
