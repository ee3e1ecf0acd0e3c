using System.Diagnostics;
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
        int peers = 5 * plan.Connections * (plan.Together ? plan.Servers.Count : 1);
        int drips = plan.Drips + SoakDrips.Healthy;
        int needed = Math.Max(peers, drips) + SoakRun.OwnDescriptors;
        string whose = peers >= drips
            ? $"{plan.Connections} peers{(plan.Together ? " of each" : "")}"
            : $"{plan.Drips} clients that drip and {SoakDrips.Healthy} others";
        return Linux.OpenFiles.Limit is { } limit && limit < needed
            ? $"{whose} take up to {needed} open files, and the limit is {limit}: ulimit -n {needed}"
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plan.Drips, SoakPlan.MostConnections, nameof(plan));
        if (Refusal(plan) is { } refusal) throw new InvalidOperationException(refusal);
        // Cut short, it has what was seen until then.
        SoakResult?[] results = new SoakResult?[plan.Servers.Count];
        try
        {
            foreach (int[] together in Enumerable.Range(0, results.Length).Chunk(plan.Together ? int.MaxValue : 1))
                await Task.WhenAll(together.Select(Soak)).ConfigureAwait(false);
            for (int i = 0; i < results.Length; i++) await Follow(i).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Debug.WriteLine("The report says that it was cut short.");
        }
        return new()
        {
            Tool = new(typeof(Soaking).Assembly.GetName().Version!.ToString(3)),
            Environment = MachineFacts.Of(startedAt),
            Terms = SoakTerms.Of(plan),
            Interrupted = cancellation.IsCancellationRequested,
            Results = [.. results.OfType<SoakResult>()],
        };

        Task Soak(int number) => Named(plan.Servers[number], async server =>
        {
            cancellation.ThrowIfCancellationRequested();
            results[number] = await new SoakRun(plan, server, progress).Execute(cancellation).ConfigureAwait(false);
        });

        Task Follow(int number) => Named(plan.Servers[number], async server =>
        {
            SoakStops stops = new(plan, server) { Progress = Tell };
            SoakDrips drips = new(plan, server) { Progress = Tell };
            if (plan.Stops > 0) await Add(number, "stops", stops.Run(plan.Stops, cancellation)).ConfigureAwait(false);
            if (plan.Drips > 0) await Add(number, "slowloris", drips.Run(plan.Drips, cancellation)).ConfigureAwait(false);

            void Tell(string doing) => progress?.Invoke(new() { Server = server.Name, Doing = doing });
        });

        async Task Add(int number, string name, Task<SoakCheck> checking)
        {
            SoakCheck check = new(name, SoakState.Untold, "interrupted");
            try
            {
                check = await checking.ConfigureAwait(false);
            }
            finally
            {
                results[number] = results[number]! with { Checks = [.. results[number]!.Checks, check] };
            }
        }
    }

    private static async Task Named(Contender server, Func<Contender, Task> soak)
    {
        try
        {
            await soak(server).ConfigureAwait(false);
        }
        catch (ServerFailedException failure)
        {
            throw new InvalidOperationException($"{server.Name}: {failure.Message}", failure);
        }
    }
}

/// <summary>How far a soak is.</summary>
/// <param name="Server">The server of now.</param>
/// <param name="Elapsed">For how long it has been soaked.</param>
/// <param name="Lives">Connections begun.</param>
/// <param name="Killed">Those that were killed in the middle.</param>
/// <param name="VerifiedBytes">Bytes of answers that were right.</param>
/// <param name="Wrong">Connections on which something was wrong.</param>
public readonly record struct SoakProgress(string Server, TimeSpan Elapsed, long Lives, long Killed, long VerifiedBytes, long Wrong)
{
    /// <summary>After the soak: what is being done, and how far it is, as in «stop 17 of 200»; null while it is soaked.</summary>
    public string? Doing { get; init; }
}
