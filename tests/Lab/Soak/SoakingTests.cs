using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>Short soaks of real servers, each in a process of its own. Nothing else runs beside them: their clocks are short.</summary>
[Collection(nameof(Measuring))]
public class SoakingTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public static TheoryData<string, SoakProtocol> Models =>
        [.. ServerCatalog.Models.Select((model, index) => (model.Name, index % 2 == 0 ? SoakProtocol.Echo : SoakProtocol.PingPong))];

    public static TheoryData<string> Names => [.. ServerCatalog.Models.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_model_bears_load_churn_and_toxics(string model, SoakProtocol protocol)
    {
        SoakPlan plan = Plan(model) with { Protocol = protocol, Seed = Tests.Servers.Seed.Random().Next() };
        SoakResult result = await Soak(plan);
        Assert.All(result.Checks, check => Assert.True(
            check.State != SoakState.Failed,
            $"{check.Name}: {check.Finding}\n{string.Join('\n', result.Wrongs)}\nreplay: {SoakFlags.Command(plan)}"));
        Assert.Equal(result.Lives, result.Outcomes.Values.Sum());
        Assert.True(result.Outcomes["completed"] > 0 && result.Killed > 0 && result.VerifiedBytes > 0);
        Assert.Equal(result.Account!.Accepted, result.Account.Closed.Values.Sum());
    }

    [Fact]
    public async Task I7_a_flipped_bit_is_found_with_its_place()
    {
        SoakResult result = await Soak(Plan("select") with { Toxics = [ToxicCatalog.Find("flip")!], Duration = TimeSpan.FromSeconds(10) });
        Assert.False(result.Passed);
        Assert.Equal(SoakState.Failed, result.Checks.Single(check => check.Name == "bytes").State);
        Assert.Matches(@"^peer \d+, life \d+: byte \d+ is [0-9a-f]{2} and should be [0-9a-f]{2}$", result.Wrongs[0]);
    }

    [Fact]
    public async Task A_goal_ends_it_as_soon_as_it_is_reached()
    {
        SoakResult result = await Soak(Plan("select") with { Kills = 100, Bytes = 1 << 20, Duration = TimeSpan.FromSeconds(60) });
        Assert.True(result.Passed, string.Join('\n', result.Checks));
        Assert.InRange(result.Killed, 100, 5000);
        Assert.InRange(result.VerifiedBytes, 1 << 20, long.MaxValue);
        Assert.InRange(result.Seconds, 0, 30);
    }

    [Fact]
    public async Task A_goal_that_is_not_reached_in_time_is_a_failure()
    {
        SoakResult result = await Soak(Plan("select") with { Kills = long.MaxValue, Duration = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(["kills"], result.Checks.Where(check => check.State == SoakState.Failed).Select(check => check.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task F1_a_stop_under_load_loses_no_ping_that_was_sent_before_it(string model)
    {
        int stops = Tests.Servers.LongRun.Times(2, 200);
        Assert.SkipWhen(ServerCatalog.Find(model)!.Unsupported is not null, ServerCatalog.Find(model)!.Unsupported ?? "");
        SoakPlan plan = Plan(model) with { Seed = Tests.Servers.Seed.Random().Next() };
        SoakCheck check = await new SoakStops(plan, plan.Servers[0]).Run(stops, TestEnd);
        Assert.True(check.State == SoakState.Ok, check.Finding);
        Assert.StartsWith($"{stops} of {stops} under load", check.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task G1_whoever_drips_is_cut_and_everybody_else_is_answered(string model)
    {
        int drips = Tests.Servers.LongRun.Times(50, 1_000);
        ServerModel entry = ServerCatalog.Find(model)!;
        Assert.SkipWhen(entry.Unsupported is not null, entry.Unsupported ?? "");
        SoakPlan plan = Plan(model) with { Seed = Tests.Servers.Seed.Random().Next() };
        SoakDrips soak = new(plan, plan.Servers[0]) { Rounds = Tests.Servers.LongRun.Times(1, 5), Duration = Short };
        SoakCheck check = await soak.Run(drips, TestEnd);
        TestContext.Current.TestOutputHelper?.WriteLine(check.Finding);
        Assert.SkipWhen(check.Finding.Contains("the client was not fit", StringComparison.Ordinal), check.Finding);
        // How much slower is told by many rounds alone, on a machine that does nothing else.
        string expected = entry.ServesOneAtATime
            ? "serves one at a time"
            : $"{soak.Rounds} × {drips:N0} drips, all cut at the message time; p99 ";
        Assert.StartsWith(expected, check.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_can_be_soaked_at_the_same_time()
    {
        SoakPlan plan = Plan("select") with { Together = true, Connections = 4 };
        Contender[] servers = [.. ServerCatalog.Models.Where(model => model.Unsupported is null).Select(OwnServers.Contender)];
        SoakReport report = await Soaking.Run(plan with { Servers = servers }, DateTimeOffset.UnixEpoch, null, TestEnd);
        Assert.Equal(servers.Select(server => server.Name), report.Results.Select(result => result.Server));
        Assert.All(report.Results, result => Assert.True(result.Passed, string.Join('\n', result.Checks)));
    }

    [Fact]
    public async Task A_server_that_dies_fails_and_says_so()
    {
        Contender mortal = OwnServers.Contender(ServerCatalog.Find("select")!);
        // It lives for a while, and not for as long as it is soaked.
        Contender killed = mortal with
        {
            Launch = setup =>
            {
                ServerLaunch launch = mortal.Launch(setup);
                return launch with { Program = "timeout", Arguments = ["-s", "KILL", "1.5", launch.Program, .. launch.Arguments] };
            },
        };
        SoakResult result = await Soak(Plan("select") with { Servers = [killed], Duration = TimeSpan.FromSeconds(20) });
        Assert.False(result.Passed);
        Assert.Null(result.Account);
        Assert.Superset(
            new HashSet<string> { "connections", "held", "faults", "alive", "stop" },
            result.Checks.Where(check => check.State == SoakState.Failed).Select(check => check.Name).ToHashSet());
    }

    [Fact]
    public async Task When_it_is_interrupted_what_was_seen_is_told_and_nothing_is_left()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        SoakPlan plan = Plan("select") with { Duration = TimeSpan.FromMinutes(10) };
        SoakReport report = await Soaking.Run(
            plan, DateTimeOffset.UnixEpoch, progress => { if (progress.Lives > 100) stop.Cancel(); }, stop.Token);
        Assert.True(report.Interrupted);
        SoakResult result = Assert.Single(report.Results);
        Assert.True(result.Passed, string.Join('\n', result.Checks));
        Assert.Equal(result.Lives, result.Outcomes.Values.Sum());
    }

    [Theory]
    [InlineData("stops", "stop 1 of 1,000")]
    [InlineData("slowloris", "round 1 of 15 beside 5 that drip")]
    public async Task What_follows_a_soak_tells_how_far_it_is_and_leaves_a_row_where_it_is_interrupted(string check, string first)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        List<string> told = [];
        SoakPlan plan = Plan("select") with { Stops = check == "stops" ? 1_000 : 0, Drips = check == "slowloris" ? 5 : 0 };
        SoakReport report = await Soaking.Run(plan, DateTimeOffset.UnixEpoch, Hear, stop.Token);
        Assert.True(report.Interrupted);
        Assert.Equal(first, told[0]);
        SoakCheck last = Assert.Single(report.Results).Checks[^1];
        Assert.Equal((check, SoakState.Untold), (last.Name, last.State));

        void Hear(SoakProgress progress)
        {
            if (progress.Doing is not { } doing) return;
            told.Add(doing);
            stop.Cancel();
        }
    }

    private static SoakPlan Plan(string model) => new()
    {
        Servers = [OwnServers.Contender(ServerCatalog.Find(model)!)],
        Duration = Short,
        Connections = 16,
        Clock = TimeSpan.FromMilliseconds(500),
    };

    private static async Task<SoakResult> Soak(SoakPlan plan)
    {
        Assert.SkipWhen(Soaking.Refusal(plan) is not null, Soaking.Refusal(plan) ?? "");
        ServerModel? model = ServerCatalog.Find(plan.Servers[0].Name);
        Assert.SkipWhen(model?.Unsupported is not null, model?.Unsupported ?? "");
        return Assert.Single((await Soaking.Run(plan, DateTimeOffset.UnixEpoch, null, TestEnd)).Results);
    }
}
