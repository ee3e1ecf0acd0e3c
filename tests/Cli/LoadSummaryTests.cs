using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Cli;

public class LoadSummaryTests
{
    [Fact]
    public void A_run_that_went_well() => Golden(
        Run(12.5, Client(0, 0.4), Client(1, 1.25)),
        """
        order of pongs  0×10 1×10
        interleaving    0.00 (0 = one after another, 1 = in turns)
        first pong      median 0.83 ms, worst 1.25 ms (client #1)
        pings           20 = 20 answered + 0 failed + 0 timed out + 0 in flight + 0 never sent
        failures        none
        wall            12.50 ms

        """);

    [Fact]
    public void A_run_that_failed_and_was_cut_short() => Golden(
        Run(100, Client(0, 0.4), Client(1, null, failure: new(FailureKind.Reset, "by peer")), Client(2, null)) with { Interrupted = true },
        """
        interrupted     what follows is what had been seen
        order of pongs  0×10
        interleaving    n/a (a single order was possible)
        first pong      median ≥ 100.00 ms, worst ≥ 100.00 ms (client #2); 2 of 3 clients never had one
        pings           30 = 10 answered + 1 failed + 0 timed out + 1 in flight + 18 never sent
        failures        1 reset (by peer)
        wall            100.00 ms

        """);

    [Fact]
    public void A_server()
    {
        StringWriter text = new();
        LoadSummary.Write(text, ServerCatalog.Find("select")!, new ServerSummary(5, 1, 0, 42));
        LoadSummary.Write(text, ServerCatalog.Find("select")!, null);
        Assert.Equal(
            "server          select: 5 served, 1 aborted, 42 pings\nserver          select: still in a handler\n", text.ToString());
    }

    [Theory]
    [InlineData(null, "0.75 (3 of 4 others were delayed), severity 0.50")]
    [InlineData("it was interrupted", "n/a (it was interrupted; --pings and --delay-between give the others work)")]
    public void A_blast_radius(string? invalid, string line)
    {
        StringWriter text = new();
        LoadSummary.Write(text, new BlastRadius(3, 4, 0.5, Ms(400), invalid));
        Assert.Equal($"blast radius    {line}\n", text.ToString());
    }

    private static void Golden(LoadResult result, string expected)
    {
        StringWriter text = new();
        LoadSummary.Write(text, result);
        Assert.Equal(expected, text.ToString());
    }
}
