using System.Net;
using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Servers;
using Sockeye.Tests.House;
using Sockeye.Tests.Processes;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>Comparisons of real servers, each in a process of its own. Nothing else runs beside them.</summary>
[Collection(nameof(Measuring))]
public class ComparingTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_in_another_language_take_part_beside_ours()
    {
        Assert.SkipUnless(ServeProcess.Has("python3"), "python3 is not installed.");
        Comparison comparison = await Compare(
            "classic", 2, OwnServers.Contender(Model("sequential")), Python("asyncio"), Python("threaded"));
        ScenarioComparison classic = Assert.Single(comparison.Scenarios);
        Assert.Empty(classic.Absent);
        Assert.Equal(["sequential", "asyncio", "threaded"], classic.Rows.Select(row => row.Server));
        Assert.All(classic.Rows, row => Assert.All(row.Runs, run => Assert.Equal(50, run.Counts.Answered)));
        Assert.Equal("sequential", classic.Reference);
        Assert.Equal(0, classic.Rows[0].Figures["interleaving"].Median);
        Assert.All(classic.Rows.Skip(1), row => Assert.InRange(row.Figures["interleaving"].Median, 0.5, 1));
        // Each round has every server once, and the seed alone decides the order.
        Assert.All(classic.Order, round => Assert.Equal(["asyncio", "sequential", "threaded"], round.Order()));

        ComparisonRow slowest = classic.Rows.MaxBy(row => row.Figures["firstPongWorstMs"].Median)!;
        Assert.Equal("sequential", slowest.Server);
        if (!OperatingSystem.IsLinux()) return;
        Assert.All(classic.Rows, row => Assert.True(row.Figures["cpuMsPer1000"].Least > 0));
        Assert.All(classic.Rows.Skip(1), row => Assert.Contains("cpuOverSequentialMsPer1000", row.Figures.Keys));
        Assert.DoesNotContain("cpuOverSequentialMsPer1000", classic.Rows[0].Figures.Keys);
        // A thread for each of five clients, and the one that accepts.
        Assert.InRange(classic.Rows[2].Figures["threads"].Most, 3, 7);
    }

    [Fact]
    public async Task A_stall_hits_all_others_on_select_and_nobody_on_threads_and_async()
    {
        Comparison comparison = await Compare(
            "stall-one", 1, [.. ((string[])["select", "threads", "async"]).Select(name => OwnServers.Contender(Model(name)))]);
        ScenarioComparison stall = Assert.Single(comparison.Scenarios);
        Assert.Equal(["all 4 others waited", "nobody else noticed", "nobody else noticed"], stall.Rows.Select(row => row.Finding));
        Assert.Equal([1, 0, 0], stall.Rows.Select(row => row.Figures["blastRadius"].Median));
    }

    [Fact]
    public async Task A_pool_of_threads_ends_where_as_many_clients_are_slow()
    {
        Comparison comparison = await Compare("stall-pool", 1, OwnServers.Contender(Model("threads")));
        Assert.Equal("all 4 others waited", Assert.Single(Assert.Single(comparison.Scenarios).Rows).Finding);
    }

    [Fact]
    public async Task A_silent_crowd_costs_select_more_for_each_ping_than_epoll()
    {
        Assert.SkipUnless(Model("epoll").Unsupported is null, Model("epoll").Unsupported ?? "");
        Comparison comparison = await Compare("idle-crowd", 1, OwnServers.Contender(Model("select")), OwnServers.Contender(Model("epoll")));
        ScenarioComparison crowd = Assert.Single(comparison.Scenarios);
        Assert.Empty(crowd.Absent);
        (ComparisonRow select, ComparisonRow epoll) = (crowd.Rows[0], crowd.Rows[1]);
        Assert.True(
            select.Figures["cpuMsPer1000"].Median > 1.3 * epoll.Figures["cpuMsPer1000"].Median,
            $"{select.Finding}; {epoll.Finding}");
        Assert.All(crowd.Rows, row => Assert.InRange(row.Figures["idleKiBPerConnection"].Median, 0.05, 30));
    }

    [Fact]
    public async Task Who_reads_nothing_holds_up_one_client_at_a_time_and_no_loop()
    {
        Scenario scenario = ScenarioCatalog.Find("slow-reader")!;
        // One after another they take their time: fewer do.
        scenario = scenario with { Plan = scenario.Plan with { Clients = 3 } };
        Comparison comparison = await Compare(
            [scenario], 1, OwnServers.Contender(Model("sequential")), OwnServers.Contender(Model("select")));
        Assert.Equal(["all 3 others waited", "nobody else noticed"], Assert.Single(comparison.Scenarios).Rows.Select(row => row.Finding));
    }

    [Fact]
    public async Task A_ping_that_comes_a_byte_at_a_time_is_answered()
    {
        Comparison comparison = await Compare("fragments", 1, OwnServers.Contender(Model("select")));
        ComparisonRow row = Assert.Single(Assert.Single(comparison.Scenarios).Rows);
        Assert.Equal(1000, Assert.Single(row.Runs).Counts.Answered);
    }

    [Fact]
    public async Task A_pause_is_found_in_the_percentiles_as_it_is_known_beforehand()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A process can be stopped on Linux alone.");
        Scenario pause = ScenarioCatalog.Find("pause")!;
        pause = pause with
        {
            Plan = pause.Plan with { Duration = TimeSpan.FromSeconds(2) },
            Companion = new ServerPause(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1)),
        };
        Comparison comparison = await Compare([pause], 1, OwnServers.Contender(Model("select")));
        // Half of the pings wait for what is left of a second: the 99th percentile is 980 ms.
        Assert.InRange(Assert.Single(Assert.Single(comparison.Scenarios).Rows).Figures["responseP99Ms"].Median, 900, 1300);
    }

    [Theory]
    [InlineData("sh -c 'exit 7' # {port}", "it ended with exit code 7")]
    [InlineData("nowhere-to-be-found {port}", "it ended with exit code 127: ")]
    public async Task A_server_that_fails_is_told_and_the_others_go_on(string command, string reason)
    {
        Comparison comparison = await Compare(
            "classic", 1, Contender.External("broken", command), OwnServers.Contender(Model("select")));
        ScenarioComparison classic = Assert.Single(comparison.Scenarios);
        AbsenceReport absent = Assert.Single(classic.Absent);
        Assert.Equal(("broken", true), (absent.Server, absent.HasFailed));
        Assert.StartsWith(reason, absent.Reason, StringComparison.Ordinal);
        Assert.Equal("select", Assert.Single(classic.Rows).Server);
        Assert.Equal(ExitCodes.CannotStart, CompareCommand.ExitCode(comparison));
    }

    [Fact]
    public async Task A_server_that_this_machine_refuses_is_told_and_the_others_go_on()
    {
        Exception[] refusals = [new InvalidOperationException("no room"), new PlatformNotSupportedException("no ring")];
        Comparison comparison = await Compare(
            "classic", 1,
            [.. refusals.Select(refusal => new Contender(refusal.Message, "", _ => throw refusal)), OwnServers.Contender(Model("select"))]);
        ScenarioComparison classic = Assert.Single(comparison.Scenarios);
        Assert.Equal(
            [("no room", true), ("no ring", true)], classic.Absent.Select(absent => (absent.Server, absent.HasFailed))
                .OrderByDescending(absent => absent.Server, StringComparer.Ordinal));
        Assert.Equal("select", Assert.Single(classic.Rows).Server);
    }

    [Fact]
    public async Task A_server_that_forks_is_measured_with_its_children()
    {
        Assert.SkipUnless(ServeProcess.Has("python3") && OperatingSystem.IsLinux(), "python3 and Linux's /proc");
        Scenario busy = ScenarioCatalog.Find("idle-crowd")! with { Companion = null };
        busy = busy with { Plan = busy.Plan with { Clients = 4, DelayBetween = TimeSpan.Zero } };
        Comparison comparison = await Compare([busy], 1, Python("forking"));
        ComparisonRow row = Assert.Single(Assert.Single(comparison.Scenarios).Rows);
        double cpu = row.Figures["cpuMsPer1000"].Median * Assert.Single(row.Runs).Counts.Answered / 1000;
        // Four clients that never pause keep a core at work for the second, as far as nobody else wants it. The process that forks takes
        // a few milliseconds of it.
        Assert.True(cpu > 100, $"{cpu} ms of CPU");
        Assert.InRange(row.Figures["threads"].Most, 5, 15);
    }

    [Fact]
    public void A_clients_core_stays_awake_for_a_schedule_alone()
    {
        IPEndPoint server = new(IPAddress.Loopback, 1);
        (Scenario steady, Scenario classic) = (ScenarioCatalog.Find("steady")!, ScenarioCatalog.Find("classic")!);
        Assert.True(new ScenarioTrial(steady, new(0, 1), TimeSpan.Zero).PlanFor(server).Spin);
        Assert.False(new ScenarioTrial(steady, CoreSplit.None, TimeSpan.Zero).PlanFor(server).Spin);
        Assert.False(new ScenarioTrial(classic, new(0, 1), TimeSpan.Zero).PlanFor(server).Spin);
    }

    [Fact]
    public async Task When_it_is_interrupted_no_server_is_left()
    {
        List<int> before = Servers();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        ComparisonPlan plan = Plan([ScenarioCatalog.Find("steady")!], 3, OwnServers.Contender(Model("select")));
        Task<Comparison> running = Comparing.Run(plan, DateTimeOffset.UnixEpoch, null, stop.Token);
        Tests.Servers.Until.True(() => Servers().Except(before).Any());
        await stop.CancelAsync();
        Comparison comparison = await running.WaitAsync(TimeSpan.FromSeconds(10), TestEnd);
        Assert.True(comparison.Interrupted);
        Assert.Empty(Assert.Single(comparison.Scenarios).Rows);
        Assert.Equal(ExitCodes.Interrupted, CompareCommand.ExitCode(comparison));
        Assert.Empty(Servers().Except(before));
    }

    private static Task<Comparison> Compare(string scenario, int runs, params Contender[] contenders) =>
        Compare([ScenarioCatalog.Find(scenario)!], runs, contenders);

    private static Task<Comparison> Compare(IReadOnlyList<Scenario> scenarios, int runs, params Contender[] contenders) =>
        Comparing.Run(Plan(scenarios, runs, contenders), DateTimeOffset.UnixEpoch, null, TestEnd);

    private static ComparisonPlan Plan(IReadOnlyList<Scenario> scenarios, int runs, params Contender[] contenders) => new()
    {
        Contenders = contenders,
        Scenarios = scenarios,
        Runs = runs,
        WarmUp = TimeSpan.FromMilliseconds(200),
    };

    private static Contender Python(string name) =>
        Contender.External(name, $"python3 '{Path.Combine(Repository.Root, "tests", "peers", $"{name}_server.py")}' {Contender.PortPlace}");

    private static ServerModel Model(string name) => ServerCatalog.Find(name)!;

    // The processes that this one has started and that have not ended.
    private static List<int> Servers() =>
        [.. Directory.EnumerateDirectories($"/proc/{Environment.ProcessId}/task")
            .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture))];
}
