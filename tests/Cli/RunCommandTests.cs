using Sockeye.Cli;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Cli;

public class RunCommandTests
{
    [Theory]
    [InlineData("sequential")]
    [InlineData("select")]
    [InlineData("threads")]
    public async Task A_server_and_its_clients(string model)
    {
        (int code, string output, string error) = await Sockeye("run", model, "--num-clients", "3", "--pings", "2");
        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        Assert.Contains("pings           6 = 6 answered", output, StringComparison.Ordinal);
        Assert.Contains($"server          {model}: 3 served, 0 aborted, 6 pings\n", output, StringComparison.Ordinal);
        Assert.Contains("client #2 |", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_slow_client_has_a_blast_radius()
    {
        (int code, string output, string error) = await Sockeye(
            "run", "select", "--num-clients", "3", "--pings", "5", "--delay", "300ms", "--delay-client", "1", "--delay-between", "100ms");
        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal("First the same run without the stall, to compare with it.\n", error);
        Assert.Contains("blast radius    1.00 (2 of 2 others were delayed)", output, StringComparison.Ordinal);
    }

    /// <summary>Who has no ping left before the stall ends cannot be delayed by all of it.</summary>
    [Fact]
    public async Task A_blast_radius_that_cannot_be_told_is_an_invalid_measurement()
    {
        string[] line = ["run", "threads", "--num-clients", "2", "--pings", "1", "--delay", "100ms", "--delay-client", "1"];
        (int code, string output, _) = await Sockeye(line);
        Assert.Equal(ExitCodes.Invalid, code);
        Assert.Contains("blast radius    n/a (", output, StringComparison.Ordinal);

        (code, output, _) = await Sockeye([.. line, "--json"]);
        Assert.Equal(ExitCodes.Invalid, code);
        LoadReport report = LoadReport.Read(output);
        Assert.Equal(VerdictState.Invalid, report.Verdict.State);
        VerdictReason reason = report.Verdict.Reasons[0];
        Assert.Equal(("blast radius", report.BlastRadius!.Invalid), (reason.Check, reason.Text));
    }

    [Fact]
    public async Task More_clients_than_a_terminal_shows_have_no_timeline_and_it_says_so()
    {
        (int code, string output, string error) = await Sockeye("run", "select", "--num-clients", "41", "--pings", "1");
        Assert.Equal(ExitCodes.Ok, code);
        Assert.DoesNotContain("client #2 |", output, StringComparison.Ordinal);
        Assert.StartsWith("No timeline: up to 40 clients and 20,000 pings fit one here.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_means_nothing_to_the_model_is_told()
    {
        (int code, _, string error) = await Sockeye("run", "select", "--threads", "2", "--num-clients", "1", "--pings", "1");
        Assert.Equal(ExitCodes.Ok, code);
        Assert.StartsWith("sockeye: warning: --threads is ignored: select has no number of threads", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_bad_usage_and_lists_them()
    {
        (int code, _, string error) = await Sockeye("run", "fork");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("unknown model «fork»; the models are sequential, select, threads", error, StringComparison.Ordinal);
    }

    private static async Task<(int, string, string)> Sockeye(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await SockeyeCommand.Run(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
