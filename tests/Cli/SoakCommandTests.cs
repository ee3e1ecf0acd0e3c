using NJsonSchema;
using NJsonSchema.Validation;
using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Servers;
using Sockeye.Tests.House;
using Sockeye.Tests.Lab;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>The verb soak: its page, its files, its exit codes.</summary>
[Collection(nameof(Measuring))]
public class SoakCommandTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_says_what_was_borne_and_how_to_do_it_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A soak is Linux's.");
        string folder = Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}");
        try
        {
            string json = Path.Combine(folder, "soak.json");
            string markdown = Path.Combine(folder, "soak.md");
            (int code, string output, string error) = await Run(
                "soak", "select", "-d", "1s", "-c", "8", "--seed", "11", "--toxics", "slicer,reset", "--no-progress",
                "--json", json, "--markdown", markdown);
            Assert.True(code == ExitCodes.Ok, output);
            Assert.Empty(error);
            Assert.StartsWith("verdict  PASSED\n", output, StringComparison.Ordinal);
            Assert.Contains("soak     8 peers, echo, at most 1 s each, seed 11; toxics slicer, reset\n", output, StringComparison.Ordinal);
            const string Replay = "replay: sockeye soak select --duration 1s --connections 8 --seed 11 --toxics slicer,reset\n";
            Assert.Contains(Replay, output, StringComparison.Ordinal);
            Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', output);

            JsonSchema schema = await JsonSchema.FromJsonAsync(Repository.Read("docs/schema/soak.schema.json"), TestEnd);
            ICollection<ValidationError> faults = schema.Validate(await File.ReadAllTextAsync(json, TestEnd));
            Assert.Empty(faults);
            string page = await File.ReadAllTextAsync(markdown, TestEnd);
            Assert.Contains("**PASSED**. `sockeye soak select", page, StringComparison.Ordinal);
            Assert.Contains("| `select` |", page, StringComparison.Ordinal);
            Assert.Contains("- ok bytes: ", page, StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_false_byte_exits_with_1_and_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A soak is Linux's.");
        (int code, string output, _) = await Run(
            "soak", "select", "-d", "10s", "-c", "4", "--seed", "1", "--toxics", "flip", "--no-progress");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith("verdict  FAILED\n", output, StringComparison.Ordinal);
        Assert.Contains("wrong: peer ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_gives_the_page_so_far_and_exits_with_130()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A soak is Linux's.");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        stop.CancelAfter(TimeSpan.FromSeconds(1.5));
        StringWriter output = new();
        string[] args = ["soak", "select", "-d", "10m", "-c", "4", "--no-progress"];
        int code = await SockeyeCommand.Run(args, output, TextWriter.Null, stop.Token);
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.Contains("interrupted: what follows is what had been seen\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nreplay: sockeye soak select --duration 600s", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_of_a_plan_is_read_back_as_the_plan()
    {
        SoakPlan plan = new()
        {
            Servers = [OwnServers.Contender(ServerCatalog.Find("epoll")!)],
            Duration = TimeSpan.FromSeconds(2.5),
            Connections = 7,
            Seed = 99,
            Protocol = SoakProtocol.PingPong,
            Toxics = [],
            Kills = 20_000,
            Bytes = 1 << 20,
            Stops = 3,
        };
        Assert.Equal(
            "sockeye soak epoll --duration 2.5s --connections 7 --seed 99 --protocol pingpong --toxics none "
                + "--kills 20000 --bytes 1048576 --stops 3",
            SoakFlags.Command(plan));
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await SockeyeCommand.Run(args, output, error, TestEnd);
        return (code, output.ToString(), error.ToString());
    }
}
