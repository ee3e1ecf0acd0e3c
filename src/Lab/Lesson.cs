using System.Runtime.CompilerServices;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>The lesson: the same clients against its three servers, one after another; then the sleep for client #1 on
/// the two that serve many at once.</summary>
public static class Lesson
{
    /// <summary>How many clients.</summary>
    public const int Clients = 5;

    /// <summary>How many pings each of them sends, where nobody sleeps.</summary>
    public const int Pings = 10;

    /// <summary>The client for which the server sleeps.</summary>
    public const int SlowClient = 1;

    /// <summary>How long it sleeps: the lesson's 5 s, made short.</summary>
    public static readonly TimeSpan Sleep = TimeSpan.FromMilliseconds(500);

    // On one machine ten pings take less time than starting the next client does: with this pause all five are there
    // before the first one is done, and what decides the order of pongs is the server.
    internal static readonly TimeSpan Think = TimeSpan.FromMilliseconds(2);

    /// <summary>The models that the lesson builds.</summary>
    public static IReadOnlyList<ServerModel> Models { get; } = [.. ServerCatalog.Models.Where(model => model.Lesson is not null)];

    /// <summary>The first part: five clients, ten pings each, on every model of the lesson.</summary>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>A result a model, as it comes; a partial one is the last.</returns>
    public static async IAsyncEnumerable<TrialResult> Orders([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (ServerModel model in Models)
        {
            Trial trial = new() { Model = model, Plan = new() { Clients = Clients, Pings = Pings, DelayBetween = Think } };
            await WarmUp.Run(model, cancellation: cancellation).ConfigureAwait(false);
            TrialResult result = await trial.Run(cancellation: cancellation).ConfigureAwait(false);
            yield return result;
            if (result.Load.Interrupted) yield break;
        }
    }

    /// <summary>The second part: the sleep for client #1, on those that serve many at once.</summary>
    /// <param name="sleep">How long; null for <see cref="Sleep"/>.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>A result a model, as it comes; a partial one is the last.</returns>
    public static async IAsyncEnumerable<StallResult> Stalls(
        TimeSpan? sleep = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Stall stall = new(SlowClient, sleep ?? Sleep);
        foreach (ServerModel model in Models.Where(model => !model.ServesOneAtATime))
        {
            StallResult result = await StallOne.Run(
                new()
                {
                    Model = model,
                    Plan = StallOne.Plan(Clients, stall),
                    Work = new() { Delay = stall.Duration, Client = stall.Client },
                },
                cancellation: cancellation).ConfigureAwait(false);
            yield return result;
            if (result.Stalled.Load.Interrupted) yield break;
        }
    }
}
