using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Carries a soak out: one server after another, each in a process of its own.</summary>
public static class Soaking
{
    /// <summary>Why this machine cannot do it; null where it can.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <returns>The reason.</returns>
    public static string? Refusal(SoakPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!OperatingSystem.IsLinux()) return "a soak looks into the server's process by /proc, which this system has not";
        // A peer has its own socket, and by its proxy a listener, a place for it, and two more.
        int needed = 5 * plan.Connections + SoakRun.OwnDescriptors;
        return Linux.OpenFiles.Limit is { } limit && limit < needed
            ? $"{plan.Connections} peers take up to {needed} open files, and the limit is {limit}: ulimit -n {needed}"
            : null;
    }

    /// <summary>Soaks.</summary>
    /// <param name="plan">What, and for how long.</param>
    /// <param name="startedAt">When it began, by the wall clock: for people.</param>
    /// <param name="progress">Who is told how far it is, now and then; null for nobody.</param>
    /// <param name="cancellation">Ends it at once; what was seen until then is the result.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="InvalidOperationException">A server does not start, or this machine cannot do it.</exception>
    public static async Task<SoakReport> Run(
        SoakPlan plan, DateTimeOffset startedAt, Action<SoakProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Connections, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plan.Connections, SoakPlan.MostConnections, nameof(plan));
        if (Refusal(plan) is { } refusal) throw new InvalidOperationException(refusal);
        List<SoakResult> results = [];
        foreach (Contender server in plan.Servers)
        {
            if (cancellation.IsCancellationRequested) break;
            try
            {
                SoakResult result = await new SoakRun(plan, server, progress).Execute(cancellation).ConfigureAwait(false);
                // Whatever becomes of the stops, what was seen until then is there.
                results.Add(result);
                if (plan.Stops == 0) continue;
                SoakCheck stops = await new SoakStops(plan, server).Run(plan.Stops, cancellation).ConfigureAwait(false);
                results[^1] = result with { Checks = [.. result.Checks, stops] };
            }
            catch (ServerFailedException failure)
            {
                throw new InvalidOperationException($"{server.Name}: {failure.Message}", failure);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
        }
        return new()
        {
            Tool = new(typeof(Soaking).Assembly.GetName().Version!.ToString(3)),
            Environment = MachineFacts.Of(startedAt),
            Terms = SoakTerms.Of(plan),
            Interrupted = cancellation.IsCancellationRequested,
            Results = results,
        };
    }
}

/// <summary>How far a soak is.</summary>
/// <param name="Server">The server of now.</param>
/// <param name="Elapsed">For how long it has been soaked.</param>
/// <param name="Lives">Connections begun.</param>
/// <param name="Killed">Those that were killed in the middle.</param>
/// <param name="VerifiedBytes">Bytes of answers that were right.</param>
/// <param name="Wrong">Connections on which something was wrong.</param>
public readonly record struct SoakProgress(string Server, TimeSpan Elapsed, long Lives, long Killed, long VerifiedBytes, long Wrong);
