using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

public class ScenarioTests
{
    public static TheoryData<string> Names => [.. ScenarioCatalog.Scenarios.Select(scenario => scenario.Name)];

    [Fact]
    public void All_of_them_are_there() => Assert.Equal(
        ["classic", "stall-one", "stall-pool", "idle-crowd", "slow-reader", "fragments", "churn", "steady", "pause", "cpu"],
        ScenarioCatalog.Scenarios.Select(scenario => scenario.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_plan_makes_sense_and_it_says_what_it_shows(string name)
    {
        Scenario scenario = ScenarioCatalog.Find(name)!;
        scenario.Plan.Check();
        Assert.EndsWith(".", scenario.Shows, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stall-one", "its handler cannot be told to work")]
    [InlineData("stall-pool", "its handler cannot be told to work")]
    [InlineData("cpu", "its handler cannot be told to work")]
    [InlineData("classic", null)]
    [InlineData("slow-reader", null)]
    public void Another_server_takes_part_where_its_handler_need_not_work(string name, string? refusal) =>
        Assert.Equal(refusal, ScenarioCatalog.Find(name)!.Refusal(Contender.External("mine", "server {port}")));

    [Fact]
    public void One_client_at_a_time_and_a_silent_crowd_do_not_go_together() => Assert.Equal(
        "the first silent client has it for itself",
        ScenarioCatalog.Find("idle-crowd")!.Refusal(OwnServers.Contender(ServerCatalog.Find("sequential")!)));

    [Theory]
    [InlineData("threads", 2050)]
    [InlineData("epoll", null)]
    public void Threads_alone_gets_a_thread_for_each_of_a_crowd(string model, int? threads)
    {
        Contender contender = OwnServers.Contender(ServerCatalog.Find(model)!);
        Assert.Equal(threads, ScenarioCatalog.Find("idle-crowd")!.SetupOf(contender, CoreSplit.None).Threads);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Several_clients_can_be_slow(int client, bool isSlow)
    {
        Assert.Equal(isSlow, new Stall(1, TimeSpan.FromSeconds(1), 3).IsOf(client));
        WorkOptions work = new() { Delay = TimeSpan.FromSeconds(1), Client = 1, Clients = 3 };
        Assert.Equal(new Stall(1, TimeSpan.FromSeconds(1), 3), StallOne.StallOf(work, new() { Clients = 4 }));
    }

    [Fact]
    public void A_finding_is_said_once_where_all_runs_agree_and_otherwise_with_how_many_do()
    {
        SeenRuns seen = Seen(1, 1, 2);
        Assert.Equal("3 clients", seen.Agreed(_ => "3 clients"));
        Assert.Equal("round 1 (in 2 of 3 runs)", seen.Agreed(run => $"round {run.Round}"));
    }

    [Fact]
    public void Pings_without_their_pong_are_said_first()
    {
        Assert.Null(Seen(1).Unanswered());
        ServerRun partial = new(
            1, Load.Recorded.Run(100, Load.Recorded.Client(0), Load.Recorded.Client(1, firstPong: null)), null, null, null,
            new(Sockeye.Load.VerdictState.Valid, []));
        SeenRuns seen = new(ScenarioCatalog.Scenarios[0], [partial], new Dictionary<string, Spread>());
        Assert.Equal("1 of 2 clients were never served, and 50 % of the pings were answered", seen.Unanswered());
    }

    private static SeenRuns Seen(params int[] rounds) => new(
        ScenarioCatalog.Scenarios[0],
        [.. rounds.Select(round => new ServerRun(
            round, Load.Recorded.Run(100, Load.Recorded.Client(0)), null, null, null, new(Sockeye.Load.VerdictState.Valid, [])))],
        new Dictionary<string, Spread>());
}
