using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.House;
using Sockeye.Tests.Lab;
using Sockeye.Tests.Load;
using Sockeye.Tests.Processes;
using Xunit;

namespace Sockeye.Tests.Cli;

[Collection(nameof(Measuring))]
public class CompareCommandTests
{
    [Theory]
    [InlineData("compare slect", "unknown model «slect»; the models are sequential, select, threads, async, epoll, iouring, or all")]
    [InlineData("compare --scenario herd", "--scenario: «herd» is none of classic, stall-one, stall-pool")]
    [InlineData("compare --server mine", "--server: «mine» is not NAME=command with {port} in the place of its port")]
    [InlineData("compare --server mine=command", "--server: «mine=command» is not NAME=command with {port}")]
    [InlineData("compare select select", "«select» is there twice: a name stands for one server")]
    [InlineData("compare select --server select={port}", "«select» is there twice")]
    [InlineData("compare select --server sequential={port}", "--server: «sequential» is a model of ours: take another name")]
    [InlineData("compare --json select", "--json select: is that the file? Name the models before the options")]
    [InlineData("compare --runs 0", "--runs: «0» is not a number from 1")]
    [InlineData("compare --scenario stall-one -c 1", "--num-clients: stall-one needs more than its 1 slow clients")]
    [InlineData("compare -d 1s", "--duration: no scenario of classic has a duration; take --pings")]
    [InlineData("compare --scenario classic,cpu -R 500", "--rate: no scenario of classic, cpu has a rate; take --scenario steady")]
    [InlineData("compare --scenario classic --rates 1k:2k:1k", "--rates: no scenario of classic has a rate; take --scenario steady")]
    [InlineData("compare --scenario steady --rates 2k:1k:1k", "--rates: «2k:1k:1k» is not from:to:step")]
    [InlineData("compare --scenario steady --rates 1k:2k:1k -R 1k", "--rate is one rate, and --rates are many: give one")]
    [InlineData("compare --scenario steady,pause -n 5", "--pings: no scenario of steady, pause counts its pings; take --duration")]
    [InlineData("compare --scenario stall-one --protocol echo", "stall-one goes by the client's number, which only the pings of pingpong")]
    [InlineData("compare --scenario classic,slow-reader --message hello", "slow-reader goes by the client's number")]
    [InlineData("compare --scenario stall-pool --framing len2", "stall-pool goes by the client's number")]
    public async Task Is_refused_with_what_would_be_right(string line, string message)
    {
        (int code, string output, string error) = await Run(line.Split(' '));
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_server_replied_is_escaped_once()
    {
        Comparison made = RecordedComparison.Made();
        AbsenceReport absent = new("mine", @"wrong reply (got «pang\x0d»)", HasFailed: true);
        using StringWriter text = new();
        ComparisonTable.Write(text, made with { Scenarios = [made.Scenarios[0] with { Absent = [absent] }] });
        Assert.Contains(@"mine failed: wrong reply (got «pang\x0d»)", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scenarios_are_listed()
    {
        (int code, string output, string error) = await Run("compare", "--list");
        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        Assert.All(ScenarioCatalog.Scenarios, scenario =>
            Assert.Contains($"{scenario.Name,-12} {scenario.Shows}\n", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_models_are_compared_and_all_files_are_written()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}");
        try
        {
            (int code, string output, string error) = await Run(
                "compare", "sequential", "select", "--runs", "1", "-c", "3", "-n", "4", "--out", folder, "--no-progress");
            // Whether so short a run can be trusted is the machine's affair: its verdict is none of this test's.
            Assert.Contains(code, (int[])[ExitCodes.Ok, ExitCodes.Invalid]);
            Assert.Empty(error);
            Assert.Contains(
                "sequential: one after another: client #0 had its 4 pongs before client #1 had its first.\n", output,
                StringComparison.Ordinal);
            Assert.Contains("Of so few runs no difference can be told from the noise: 4 are the fewest.", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', output);
            Comparison read = Comparison.Read(await File.ReadAllTextAsync(
                Path.Combine(folder, "comparison.json"), TestContext.Current.CancellationToken));
            Assert.Equal(["sequential", "select"], read.Scenarios[0].Rows.Select(row => row.Server));
            string page = await File.ReadAllTextAsync(Path.Combine(folder, "comparison.md"), TestContext.Current.CancellationToken);
            Assert.Contains("| `select` |", page, StringComparison.Ordinal);
            string html = await File.ReadAllTextAsync(Path.Combine(folder, "comparison.html"), TestContext.Current.CancellationToken);
            Assert.Contains("\"timelines\":[{\"name\":\"sequential\"", html, StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_scenario_with_a_rate_is_run_at_each_and_one_without_as_it_is()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}");
        try
        {
            (int code, string output, string error) = await Run(
                "compare", "select", "--scenario", "steady,classic", "--rates", "500:1k:500", "-d", "300ms", "-c", "4", "-n", "2",
                "--runs", "1", "--out", folder, "--no-progress");
            Assert.Contains(code, (int[])[ExitCodes.Ok, ExitCodes.Invalid]);
            Assert.Empty(error);
            Assert.Contains("steady, by pings a second: ", output, StringComparison.Ordinal);
            Comparison read = Comparison.Read(await File.ReadAllTextAsync(
                Path.Combine(folder, "comparison.json"), TestContext.Current.CancellationToken));
            Assert.Equal(["steady@500", "steady@1000", "classic"], read.Scenarios.Select(scenario => scenario.Name));
            RateSweep sweep = Assert.Single(RateSweep.Of(read));
            Assert.Equal([500, 1000], sweep.Rates);
            // Each at its own: of 300 ms about 150 and 300 pings, by a Poisson process.
            int[] pings = [.. sweep.Rows("select").Select(row => (int)row!.Runs[0].Counts.Scheduled)];
            Assert.InRange(pings[0], 75, 225);
            Assert.InRange(pings[1], 200, 400);
            string html = await File.ReadAllTextAsync(Path.Combine(folder, "comparison.html"), TestContext.Current.CancellationToken);
            Assert.Single(html.Split("\"timelines\":[{\"name\":\"select\"")[1..]);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("echo", "--message", "a line of {client}")]
    [InlineData("resp")]
    public async Task Models_are_compared_in_another_protocol(string protocol, params string[] more)
    {
        (int code, string output, string error) = await Run(
            ["compare", "select", "-n", "4", "--runs", "1", "--json", "--no-progress", "--protocol", protocol, .. more]);
        Assert.Contains(code, (int[])[ExitCodes.Ok, ExitCodes.Invalid]);
        Assert.Empty(error);
        ScenarioComparison scenario = Assert.Single(Comparison.Read(output).Scenarios);
        Assert.Empty(scenario.Absent);
        Assert.Equal(20, Assert.Single(Assert.Single(scenario.Rows).Runs).Counts.Answered);
        Assert.StartsWith($"pings in {protocol}", scenario.Beside, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_with_words_of_their_own_are_compared_without_ours()
    {
        Assert.SkipUnless(ServeProcess.Has("python3"), "python3 is not installed.");
        (int code, string output, string error) = await Run(
            "compare", "--server", Python("asyncio"), "--runs", "1", "-n", "4", "--json", "--no-progress", "--message", "ping of {client}",
            "--expect", "/^pong of/");
        Assert.Contains(code, (int[])[ExitCodes.Ok, ExitCodes.Invalid]);
        Assert.Empty(error);
        ComparisonRow row = Assert.Single(Assert.Single(Comparison.Read(output).Scenarios).Rows);
        Assert.Equal(("asyncio", 20), (row.Server, Assert.Single(row.Runs).Counts.Answered));
    }

    [Fact]
    public async Task The_figures_are_written_before_the_recordings_begin()
    {
        Assert.SkipUnless(ServeProcess.Has("python3"), "python3 is not installed.");
        string folder = Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}");
        try
        {
            // It is started twice, to be measured and to be recorded, and keeps what it finds.
            string kept = Path.Combine(folder, "kept-");
            string copies = $"cp '{folder}/comparison.json' '{kept}json'; cp '{folder}/comparison.md' '{kept}md'";
            string command = Python("asyncio").Replace("asyncio=", "", StringComparison.Ordinal);
            (_, string output, _) = await Run(
                "compare", "select", "--server", $"keeping=sh -c \"{copies}; exec {command}\"", "--runs", "1", "--out", folder,
                "--no-progress");
            Assert.Contains("wrote ", output, StringComparison.Ordinal);
            foreach (string kind in (string[])["json", "md"])
            {
                Assert.Equal(
                    await File.ReadAllTextAsync(Path.Combine(folder, $"comparison.{kind}"), TestContext.Current.CancellationToken),
                    await File.ReadAllTextAsync(kept + kind, TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_server_that_breaks_connections_fails_and_one_that_lets_pings_wait_does_not()
    {
        Assert.Equal(ExitCodes.Ok, ExitCode(Recorded.Client(0)));
        Assert.Equal(ExitCodes.Ok, ExitCode(Recorded.Client(0), Recorded.Client(1, firstPong: null)));
        Assert.Equal(ExitCodes.Ok, ExitCode(Recorded.Client(0), Failed(FailureKind.PingTimeout)));
        Assert.Equal(ExitCodes.Failed, ExitCode(Recorded.Client(0), Failed(FailureKind.Refused)));
        Assert.Equal(ExitCodes.Failed, ExitCode(Recorded.Client(0), Failed(FailureKind.ConnectTimeout)));
        Assert.Equal(ExitCodes.Failed, ExitCode(Recorded.Client(0, firstPong: null)));
    }

    private static ClientResult Failed(FailureKind kind) => Recorded.Client(1, firstPong: null, failure: new(kind, "made"));

    private static int ExitCode(params ClientResult[] clients) => CompareCommand.ExitCode(RecordedComparison.Of(clients));

    private static string Python(string name) =>
        $"{name}=python3 '{Path.Combine(Repository.Root, "tests", "peers", $"{name}_server.py")}' {{port}}";

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await SockeyeCommand.Run(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
