using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Lab;

/// <summary>A comparison of runs that never took place.</summary>
internal static class RecordedComparison
{
    /// <summary>Three servers in two rounds of one scenario, and one that failed.</summary>
    internal static Comparison Made()
    {
        Contender[] contenders =
            [Named("sequential", ours: true), Named("select", ours: true), Named("mine", ours: false), Named("broken", ours: false)];
        ComparisonPlan plan = new() { Contenders = contenders, Scenarios = [ScenarioCatalog.Scenarios[0]], Runs = 2, Cores = new(0, 1) };
        ScenarioRuns runs = new(plan.Scenarios[0], plan);
        for (int round = 1; round <= 2; round++)
        {
            runs.Add("sequential", Ran(round, cpuMicroseconds: 1400 + 600 * round, wall: 100 + round));
            runs.Add("select", Ran(round, cpuMicroseconds: 600 + 400 * round, wall: 90 + round));
            runs.Add("mine", Ran(round, cpuMicroseconds: 9000, wall: 100 + round, Client(1, firstPong: null)));
        }
        runs.AddFailed("broken", 1, "it ended with exit code 1: no|such\nport");
        return Of(plan, runs);
    }

    /// <summary>Two servers at two rates, of which one server fails at the higher one, and the other's figures are to be
    /// doubted.</summary>
    internal static Comparison Swept()
    {
        Scenario steady = ScenarioCatalog.Find("steady")!;
        ComparisonPlan plan = new()
        {
            Contenders = [Named("select", ours: true), Named("mine", ours: false)],
            Scenarios = [steady.At(20_000), steady.At(1_000)],
            Runs = 4,
            Cores = new(0, 1),
        };
        ScenarioRuns high = new(plan.Scenarios[0], plan);
        ScenarioRuns low = new(plan.Scenarios[1], plan);
        Verdict doubt = Verdict.Of([new(VerdictState.Suspect, "rate", "it was not reached")]);
        high.AddFailed("mine", 1, "it ended with exit code 1");
        for (int round = 1; round <= plan.Runs; round++)
        {
            high.Add("select", Answered(Ran(round, 4000, 200), milliseconds: 100 * round, never: 10) with { Verdict = doubt });
            low.Add("select", Answered(Ran(round, 2000, 100), milliseconds: 1 + 0.1 * round));
            low.Add("mine", Answered(Ran(round, 3000, 100), milliseconds: 2));
        }
        return Of(plan, high, low);
    }

    /// <summary>A run of two thousand pongs that all took as long, and of some that never came.</summary>
    private static ServerRun Answered(ServerRun run, double milliseconds, int never = 0)
    {
        Latencies response = new();
        for (int i = 0; i < 2_000; i++) response.Record((long)(milliseconds * 1e6));
        for (int i = 0; i < never; i++) response.Censor((long)(milliseconds * 2e6));
        return run with { Load = run.Load with { Response = response } };
    }

    /// <summary>One run of one server, which its clients saw.</summary>
    internal static Comparison Of(params ClientResult[] clients)
    {
        Contender contender = Named("select", ours: true);
        ComparisonPlan plan = new() { Contenders = [contender], Scenarios = [ScenarioCatalog.Scenarios[0]], Runs = 1, Cores = new(0, 1) };
        ScenarioRuns runs = new(plan.Scenarios[0], plan);
        runs.Add(contender.Name, new(1, Load.Recorded.Run(100, clients), null, null, null, Verdict.Of([])));
        return Of(plan, runs);
    }

    private static Comparison Of(ComparisonPlan plan, params ScenarioRuns[] scenarios)
    {
        return new()
        {
            Tool = new("0.0.0"),
            Environment = new(
                "here", DateTimeOffset.UnixEpoch, "Linux", "A processor", 2, ".NET", "workstation", 1024, 28232,
                new Dictionary<string, string> { ["net.core.somaxconn"] = "4096" }),
            Seed = 1,
            Runs = plan.Runs,
            Cores = plan.Cores.ToString(),
            Notes = [],
            Interrupted = false,
            Servers = [.. plan.Contenders.Select(contender => new ContenderReport(contender.Name, contender.Summary, contender.IsOurs))],
            Scenarios = [.. scenarios.Select(runs => runs.Compare())],
        };
    }

    private static Contender Named(string name, bool ours) =>
        new(name, $"what {name} is", _ => throw new InvalidOperationException()) { Model = ours ? ServerCatalog.Find(name) : null };

    private static ServerRun Ran(int round, long cpuMicroseconds, double wall, params ClientResult[] more)
    {
        LoadResult load = Load.Recorded.Run(wall, [Client(0), .. more]);
        load = load with
        {
            Window = Ms(wall),
            Intervals = [new(TimeSpan.Zero, load.Counts.Scheduled, load.Counts.Answered, 0, 0, null)],
        };
        ServerUsage usage = new(cpuMicroseconds * 1000, 50 * round, 8 + round, 32 << 20);
        Verdict verdict = Verdict.Of(more.Length == 0 ? [] : [new(VerdictState.Suspect, "rate", "most of it was held back")]);
        return new(round, load, usage, null, null, verdict);
    }
}
