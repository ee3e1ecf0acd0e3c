using NJsonSchema;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Sockeye.Tests.House;
using Sockeye.Tests.Load;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Lab;

/// <summary>A comparison in its forms, made of runs that never took place.</summary>
public class ComparisonFileTests
{
    [Fact]
    public async Task Is_as_its_schema_says_and_comes_back_whole()
    {
        string json = Json(Recorded());
        JsonSchema schema = await JsonSchema.FromJsonAsync(
            Repository.Read("docs/schema/comparison.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(json));
        Assert.Equal(json, Json(Comparison.Read(json)));
    }

    [Fact]
    public async Task The_one_that_was_measured_last_is_as_its_schema_says_and_whole()
    {
        string json = Repository.Read($"{Repository.LatestComparison}/comparison.json");
        JsonSchema schema = await JsonSchema.FromJsonAsync(
            Repository.Read("docs/schema/comparison.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(json));
        Comparison comparison = Comparison.Read(json);
        Assert.False(comparison.Interrupted);
        Assert.Equal(ScenarioCatalog.Scenarios.Select(scenario => scenario.Name), comparison.Scenarios.Select(scenario => scenario.Name));
        Assert.All(comparison.Scenarios, scenario => Assert.DoesNotContain(scenario.Absent, absent => absent.HasFailed));
    }

    [Theory]
    [InlineData("{}", "it is not a whole comparison")]
    [InlineData("[1]", "it is not a whole comparison")]
    [InlineData("null", "it is empty")]
    public void Another_file_is_refused(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Comparison.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_version_is_refused()
    {
        string json = Json(Recorded() with { Schema = 2 });
        Assert.Equal("its schema is 2, and this version reads 1", Assert.Throws<FormatException>(() => Comparison.Read(json)).Message);
    }

    [Fact]
    public void Is_a_page_of_Markdown()
    {
        StringWriter page = new();
        ComparisonMarkdown.Write(page, Recorded());
        GoldenFile.Equal("comparison.md", page.ToString(), "Lab");
    }

    [Fact]
    public void Is_text_on_a_terminal()
    {
        StringWriter text = new();
        Sockeye.Cli.ComparisonTable.Write(text, Recorded());
        string[] lines = [.. text.ToString().Split('\n').Select(line => line.TrimEnd())];
        GoldenFile.Equal("comparison.txt", string.Join('\n', lines), "Lab");
    }

    [Fact]
    public void Its_verdict_is_the_worst_of_all_runs() => Assert.Equal(VerdictState.Suspect, Recorded().Verdict);

    [Fact]
    public void The_CPU_over_sequential_is_that_of_the_same_round_and_of_the_same_work()
    {
        ScenarioComparison classic = Recorded().Scenarios[0];
        // Rounds of 100 and 140 less 200 and 260, of a thousand pings.
        Assert.Equal([-100, -120], classic.Rows[1].Runs.Select(run => Math.Round(run.Figures["cpuOverSequentialMsPer1000"].Value, 6)));
        Assert.DoesNotContain("cpuOverSequentialMsPer1000", classic.Rows[2].Figures.Keys);
    }

    private static string Json(Comparison comparison)
    {
        StringWriter json = new();
        comparison.Write(json);
        return json.ToString();
    }

    private static Comparison Recorded()
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
        return new()
        {
            Tool = new("0.0.0"),
            Environment = new(
                "here", DateTimeOffset.UnixEpoch, "Linux", "A processor", 2, ".NET", "workstation", 1024, 28232,
                new Dictionary<string, string> { ["net.core.somaxconn"] = "4096" }),
            Seed = 1,
            Runs = 2,
            Cores = plan.Cores.ToString(),
            Notes = [],
            Interrupted = false,
            Servers = [.. contenders.Select(contender => new ContenderReport(contender.Name, contender.Summary, contender.IsOurs))],
            Scenarios = [runs.Compare()],
        };
    }

    private static Contender Named(string name, bool ours) =>
        new(name, $"what {name} is", _ => throw new InvalidOperationException()) { Model = ours ? ServerCatalog.Find(name) : null };

    private static ServerRun Ran(int round, long cpuMicroseconds, double wall, params ClientResult[] more)
    {
        LoadResult load = Load.Recorded.Run(wall, [Client(0), .. more]) with { Window = Ms(wall) };
        ServerUsage usage = new(cpuMicroseconds * 1000, 50 * round, 8 + round, 32 << 20);
        Verdict verdict = Verdict.Of(more.Length == 0 ? [] : [new(VerdictState.Suspect, "rate", "most of it was held back")]);
        return new(round, load, usage, null, null, verdict);
    }
}
