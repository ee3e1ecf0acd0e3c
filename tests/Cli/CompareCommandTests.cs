using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Tests.Lab;
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

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await SockeyeCommand.Run(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
