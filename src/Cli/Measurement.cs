using Sockeye.Linux;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>A plan carried out and judged: what <c>client</c>, <c>calibrate</c> and <c>sweep</c> have in common.</summary>
internal static class Measurement
{
    /// <summary>Asks whether this machine can carry a plan, before anything is opened; says on the way what will show in the figures
    /// though it is not the server's doing.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="error">Where to say it.</param>
    /// <param name="descriptorsPerClient">2 where the server is in this process.</param>
    /// <exception cref="CommandFailure">It cannot (cannot start), or the plan makes no sense (usage).</exception>
    internal static void Admit(ClientPlan plan, TextWriter error, int descriptorsPerClient = 1)
    {
        try
        {
            plan.Check();
        }
        catch (ArgumentException senseless)
        {
            throw new CommandFailure(ExitCodes.Usage, Plainly(senseless), senseless);
        }
        if (Preflight.Refusal(plan, descriptorsPerClient) is { } refusal) throw new CommandFailure(ExitCodes.CannotStart, refusal);
        foreach (string warning in Preflight.Warnings(plan)) error.WriteLine($"sockeye: warning: {warning}");
    }

    /// <summary>Runs a plan, and shows how far it is.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="progress">Where to show it; null for nowhere.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="tracer">Who is told each step; null for nobody.</param>
    /// <exception cref="CommandFailure">The plan makes no sense (usage), or this machine cannot carry it (cannot start).</exception>
    internal static async Task<LoadResult> Run(ClientPlan plan, TextWriter? progress, CancellationToken stop, LoadTracer? tracer = null)
    {
        LoadProgress seen = new();
        using LiveLine? line = progress is null ? null : new(progress, Terminal.Is(progress), seen, TimeProvider.System);
        // Lateness is what an open loop is judged by: the compiler of the runtime alone had half of the worker's core for 50 ms at a time.
        if (plan.Rate is not null && OperatingSystem.IsLinux()) ProcessThreads.KeepOff(plan.Cpus);
        try
        {
            return await LoadGenerator.Run(plan, null, seen, tracer, stop);
        }
        catch (ArgumentException senseless)
        {
            throw new CommandFailure(ExitCodes.Usage, Plainly(senseless), senseless);
        }
        catch (Exception refused) when (refused is InvalidOperationException or PlatformNotSupportedException)
        {
            throw new CommandFailure(ExitCodes.CannotStart, refused.Message, refused);
        }
    }

    // The runtime's tail names a parameter, which nobody who types a command has seen.
    private static string Plainly(ArgumentException senseless) =>
        senseless.Message.Replace($" (Parameter '{senseless.ParamName}')", "", StringComparison.Ordinal);

    /// <summary>What a measurement's exit code is: cut short, invalid, a limit missed, or ok. A limit on <c>failed</c> says how many
    /// pings may be without their pong; without one, none may, and no client may fail. Where clients failed and nothing was scheduled, no
    /// limit excuses that.</summary>
    internal static int ExitCode(LoadReport report)
    {
        if (report.Interrupted) return ExitCodes.Interrupted;
        if (report.Verdict.State == VerdictState.Invalid) return ExitCodes.Invalid;
        bool allowsFailures = report.Thresholds.Any(threshold => threshold.Text.TrimStart().StartsWith("failed", StringComparison.Ordinal));
        bool complete = allowsFailures && report.Counts.Scheduled > 0
            || (report.Counts.Answered == report.Counts.Scheduled && report.Failures.Count == 0);
        return complete && report.Thresholds.All(threshold => threshold.Kept) ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
