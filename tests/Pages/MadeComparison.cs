using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Pages;

/// <summary>Comparisons of servers that never ran: log-normal response times, six models, several scenarios.</summary>
internal static class MadeComparison
{
    internal const int Clients = 64;
    internal const int Pings = 10;

    internal static readonly IReadOnlyList<string> Models = ["sequential", "select", "threads", "async", "epoll", "iouring"];

    internal static Comparison Of(VerdictState verdict, params IReadOnlyList<string> scenarios) =>
        Of(verdict, [.. scenarios.Select(name => ScenarioCatalog.Find(name)!)]);

    internal static Comparison Of(VerdictState verdict, IReadOnlyList<Scenario> scenarios)
    {
        Contender[] contenders = [.. Models.Select(model =>
            new Contender(model, $"what {model} is", _ => throw new InvalidOperationException()) { Model = ServerCatalog.Find(model) })];
        ComparisonPlan plan = new()
        {
            Contenders = contenders,
            Scenarios = scenarios,
            Runs = 5,
            Cores = new(0, 1),
        };
        return new()
        {
            Tool = new("0.0.0"),
            Environment = new(
                "made", DateTimeOffset.UnixEpoch, "Linux", "A <processor> & more", 2, ".NET", "workstation", 1024, 28232,
                new Dictionary<string, string>()),
            Seed = 1,
            Runs = 5,
            Cores = plan.Cores.ToString(),
            Notes = ["made for a test </script><script>alert(1)</script>"],
            Interrupted = false,
            Servers = [.. contenders.Select(contender => new ContenderReport(contender.Name, contender.Summary, contender.IsOurs))],
            Scenarios = [.. plan.Scenarios.Select(scenario => Scenario(scenario, plan, verdict))],
        };
    }

    internal static IReadOnlyList<ScenarioPicture> Pictures(string scenario, int clients = Clients, int pings = Pings) =>
    [
        .. Models.Select((model, index) =>
        {
            int workers = model switch { "threads" => 4, "async" or "epoll" or "iouring" => 2, _ => 1 };
            Trace trace = MadeTrace.Of(model, workers, clients, pings, asleep: scenario == "stall-one" ? 5_000 : 0);
            return new ScenarioPicture(scenario, model, Gantt.Of(trace, GanttBy.Client), Gantt.Of(trace, GanttBy.Worker));
        }),
    ];

    private static ScenarioComparison Scenario(Scenario scenario, ComparisonPlan plan, VerdictState verdict)
    {
        ScenarioRuns runs = new(scenario, plan);
        for (int round = 1; round <= plan.Runs; round++)
        {
            foreach ((int index, string model) in Models.Index()) runs.Add(model, Run(scenario, round, index, verdict));
        }
        return runs.Compare();
    }

    private static ServerRun Run(Scenario scenario, int round, int model, VerdictState verdict)
    {
        Random random = new(round * 100 + model);
        Latencies response = new();
        for (int i = 0; i < 2_000; i++) response.Record((long)(200_000 * (1 + model * 0.3) * Math.Exp(Normal(random))));
        // In a pause nothing comes for three seconds, and some of it never.
        bool pauses = scenario.Name == "pause";
        if (pauses) for (int i = 0; i < 100; i++) response.Censor(2_000_000);
        LoadInterval[] seconds = [.. Enumerable.Range(0, 12).Select(second => pauses && second is >= 4 and < 7
            ? new LoadInterval(Ms(second * 1000), 0, 0, 0, 3, null)
            : new LoadInterval(Ms(second * 1000), 900, 900 + random.Next(-80, 80), 0, 3, response))];
        ClientResult[] clients = [.. Enumerable.Range(0, Clients).Select(client => Client(client, pings: Pings))];
        LoadResult load = Load.Recorded.Run(100 + model, clients) with
        {
            Window = Ms(100 + 3 * model + round),
            Response = response,
            Intervals = seconds,
        };
        ServerUsage usage = new(1_000_000 * (40 + 10 * model + round), 50 * round, 8 + model, (30 + model) << 20);
        VerdictReason[] reasons = verdict == VerdictState.Valid || model != 1 ? [] : [new(verdict, "rate", "most of it was held back")];
        BlastRadius? blast = scenario.Blast is null ? null : new(9 * model, Clients - 1, 0.1 * model, Ms(100 * model), null);
        return new(round, load, usage, null, blast, Verdict.Of(reasons));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
