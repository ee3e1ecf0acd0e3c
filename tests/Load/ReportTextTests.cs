using System.Net;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

public class ReportTextTests
{
    [Fact]
    public void An_open_loop() => Golden(
        LoadReport.Of(Open(), Machine, [Limit("p99<5ms"), Limit("p99<1.5ms"), Limit("p99.99<1s")], ceiling: 30_000), "open.txt");

    /// <summary>One client is served for the whole of the run, and the three others wait: what is known of them are ages.</summary>
    [Fact]
    public void A_server_that_serves_one_client_only() => Golden(
        LoadReport.Of(Open(Starved)), "starved.txt");

    [Fact]
    public void A_closed_loop_that_was_cut_short() => Golden(
        LoadReport.Of(Open(run => run with
        {
            Plan = new() { EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 8000), Clients = 4, Pings = 5, Depth = 2 },
            Interrupted = true,
            Counts = new(20, 12, 3, 1, 2, 2),
            Response = Times(12, _ => 1_000_000),
            Service = Times(12, _ => 1_000_000),
            SendLag = new(),
            Self = run.Self with { Lag = new() },
            Clients = [.. run.Clients.Take(3), Client(3, null, failure: new(FailureKind.Reset, "by peer"))],
        })), "closed.txt");

    internal static LoadResult Starved(LoadResult run)
    {
        Latencies response = Times(500, i => 1_000_000 + i * 500);
        for (int i = 0; i < 1500; i++) response.Censor((i + 1) * 1_000_000L);
        return run with
        {
            Response = response,
            Service = Times(500, i => 1_000_000 + i * 500),
            Counts = new(2000, 500, 0, 0, 3, 1497),
            Clients = [run.Clients[0], .. run.Clients.Skip(1).Select(Waiting)],
            Self = run.Self with { AchievedRate = 250 },
        };
    }

    private static ClientResult Waiting(ClientResult client) =>
        client with { Sent = 1, Pongs = 0, FirstPong = null, LastPongReceived = null };

    private static Threshold Limit(string text) =>
        Threshold.TryParse(text, out Threshold? limit) ? limit! : throw new FormatException(text);

    private static void Golden(LoadReport report, string name)
    {
        StringWriter text = new();
        ReportText.Write(text, report);
        GoldenFile.Equal(name, text.ToString());
    }
}
