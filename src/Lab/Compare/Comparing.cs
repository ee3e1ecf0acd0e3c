using Sockeye.Linux;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Carries a comparison out: scenario by scenario, round by round, each round every server once, in shuffled order, so that
/// whatever changes on the machine meets all of them.</summary>
public static class Comparing
{
    /// <summary>Compares.</summary>
    /// <param name="plan">What, and how.</param>
    /// <param name="startedAt">When it began, by the wall clock: for people.</param>
    /// <param name="progress">Who is told before each run; null for nobody.</param>
    /// <param name="cancellation">Ends it at once, with all servers; what was seen until then is the result.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="ArgumentException">The plan of a scenario makes no sense.</exception>
    public static async Task<Comparison> Run(
        ComparisonPlan plan, DateTimeOffset startedAt, Action<ComparisonProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // Before anything runs: what the scenarios before it have shown would be lost.
        foreach (Scenario scenario in plan.Scenarios) scenario.Plan.Check();
        Random random = new(plan.Seed);
        int all = plan.Runs * plan.Scenarios.Sum(scenario => Taking(plan, scenario).Count());
        int done = 0;
        List<ScenarioComparison> scenarios = [];
        foreach (Scenario scenario in plan.Scenarios)
        {
            if (cancellation.IsCancellationRequested) break;
            ScenarioRuns runs = new(scenario, plan);
            for (int round = 1; round <= plan.Runs && !cancellation.IsCancellationRequested; round++)
            {
                Contender[] turns = [.. Taking(plan, scenario)];
                random.Shuffle(turns);
                foreach (Contender contender in turns)
                {
                    if (cancellation.IsCancellationRequested) break;
                    progress?.Invoke(new(scenario.Name, contender.Name, round, done++, all));
                    await runs.Add(contender, round, cancellation).ConfigureAwait(false);
                }
            }
            scenarios.Add(runs.Compare());
        }
        return new()
        {
            Tool = new(typeof(Comparing).Assembly.GetName().Version!.ToString(3)),
            Environment = MachineFacts.Of(startedAt),
            Seed = plan.Seed,
            Runs = plan.Runs,
            Cores = plan.Cores.ToString(),
            Notes = [.. Notes(plan, scenarios)],
            Interrupted = cancellation.IsCancellationRequested,
            Servers = [.. plan.Contenders.Select(contender => new ContenderReport(contender.Name, contender.Summary, contender.IsOurs))],
            Scenarios = scenarios,
        };
    }

    /// <summary>Runs every server once more in each scenario, to be looked at: recording has its price, and no figure is taken from
    /// these runs. A server that fails has no picture, nor has a sweep, which is seen in its curves.</summary>
    /// <param name="plan">What, and how.</param>
    /// <param name="progress">Who is told before each run; null for nobody.</param>
    /// <param name="cancellation">Ends it at once, with all servers.</param>
    /// <returns>The pictures, in the order of the tables.</returns>
    public static async Task<IReadOnlyList<ScenarioPicture>> Pictures(
        ComparisonPlan plan, Action<ComparisonProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Scenario[] scenarios = [.. plan.Scenarios.Where(scenario => scenario.SweepOf is null)];
        int all = scenarios.Sum(scenario => Taking(plan, scenario).Count());
        List<ScenarioPicture> pictures = [];
        int done = 0;
        foreach (Scenario scenario in scenarios)
        {
            ScenarioTrial trial = new(scenario, plan.Cores, plan.WarmUp);
            foreach (Contender contender in Taking(plan, scenario))
            {
                if (cancellation.IsCancellationRequested) return pictures;
                progress?.Invoke(new(scenario.Name, contender.Name, 1, done++, all));
                try
                {
                    Trace trace = await trial.Record(contender, cancellation).ConfigureAwait(false);
                    pictures.Add(new(scenario.Name, contender.Name, Gantt.Of(trace, GanttBy.Client), Gantt.Of(trace, GanttBy.Worker)));
                }
                catch (Exception failure) when (failure is ServerFailedException or OperationCanceledException)
                {
                    continue;
                }
            }
        }
        return pictures;
    }

    private static IEnumerable<string> Notes(ComparisonPlan plan, IEnumerable<ScenarioComparison> scenarios)
    {
        if (!OperatingSystem.IsLinux())
            yield return "what a server takes is read from /proc, which this system has not: it is left out";
        else if (!ProcessTree.IsTold && plan.Contenders.Any(contender => !contender.IsOurs))
            yield return "this kernel does not tell what a process has started: what servers take that are not ours is left out";
        if (scenarios.All(scenario => scenario.Rows.Count == 0)) yield return "nothing was measured";
    }

    private static IEnumerable<Contender> Taking(ComparisonPlan plan, Scenario scenario) =>
        plan.Contenders.Where(contender => scenario.Refusal(contender) is null);
}
