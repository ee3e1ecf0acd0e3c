namespace Sockeye.Load;

/// <summary>Starts the clients of a plan, all in parallel, and waits until the last one has left.</summary>
public static class LoadGenerator
{
    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="observer">Who is told about it as it happens; null for nobody.</param>
    /// <param name="cancellation">Ends every client at once; the result is then partial, and says so.</param>
    /// <returns>What was seen. A client's failure is in it, and never thrown.</returns>
    /// <exception cref="ArgumentException">The plan makes no sense.</exception>
    /// <exception cref="InvalidOperationException">This machine cannot carry it: see <see cref="Preflight"/>.</exception>
    public static Task<LoadResult> Run(ClientPlan plan, ClientObserver? observer = null, CancellationToken cancellation = default) =>
        Run(plan, observer, null, null, cancellation);

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="observer">Who is told about it as it happens; null for nobody.</param>
    /// <param name="progress">What lets other threads see how far it is; null for nobody.</param>
    /// <param name="tracer">Who is told each step, on the clients' own threads; null for nobody.</param>
    /// <param name="cancellation">Ends every client at once; the result is then partial, and says so.</param>
    /// <returns>What was seen. A client's failure is in it, and never thrown.</returns>
    /// <exception cref="ArgumentException">The plan makes no sense.</exception>
    /// <exception cref="InvalidOperationException">This machine cannot carry it: see <see cref="Preflight"/>.</exception>
    public static Task<LoadResult> Run(
        ClientPlan plan, ClientObserver? observer, LoadProgress? progress, LoadTracer? tracer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Check();
        if (Preflight.Refusal(plan) is { } refusal) throw new InvalidOperationException(refusal);

        return new LoadRun(plan, observer, progress, tracer).Execute(cancellation);
    }
}
