using System.Text.Json;
using Sockeye.Cli;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>
/// <c>run --delay</c> and <c>run --await</c> for one client on the models: blocking stalls those who share its thread, awaiting
/// stalls nobody. These tests measure: nothing else runs beside them.
/// </summary>
[Collection(nameof(Lab.Measuring))]
public class SlowClientTests
{
    private const int Clients = 5;

    [Fact]
    public async Task Blocking_delays_all_on_the_same_thread_and_nobody_else()
    {
        // At once, since they sleep most of the time.
        (string, BlastReport)[] radii = await RunAll(
            "--delay", "select", "threads", "async", "epoll --threads 1", "iouring --threads 1",
            $"epoll --threads {Clients}", $"iouring --threads {Clients}");
        // With as many reactors as clients each has one: it goes to the reactor with the fewest.
        AssertShares(radii, 1, 0, 0, 1, 1, 0, 0);
    }

    [Fact]
    public async Task Awaiting_delays_nobody() => AssertShares(
        await RunAll("--await", "select", "threads", "async", "epoll --threads 1", "iouring --threads 1"), 0, 0, 0, 0, 0);

    [Fact]
    public async Task One_client_at_a_time_makes_all_who_come_after_wait_for_both()
    {
        // The slow one is the first: whoever has left before it is not among the others.
        foreach (BlastReport radius in await Task.WhenAll(
            Run("sequential", "--delay", slow: 0, clients: 3, pings: 2), Run("sequential", "--await", slow: 0, clients: 3, pings: 2)))
        {
            Assert.Equal((null, 2, 2), (radius.Invalid, radius.Others, radius.Hit));
        }
    }

    private static void AssertShares((string Line, BlastReport Radius)[] radii, params double[] shares)
    {
        foreach (((string line, BlastReport radius), double share) in radii.Zip(shares))
        {
            if (Unsupported(line)) continue;
            Assert.Equal((line, null, Clients - 1, share), (line, radius.Invalid, radius.Others, radius.Share));
        }
    }

    private static async Task<(string Line, BlastReport Radius)[]> RunAll(string slowness, params string[] lines) =>
        [.. lines.Zip(await Task.WhenAll(lines.Select(line => Unsupported(line) ? Task.FromResult(None) : Run(line, slowness))))];

    private static BlastReport None => new(null, 0, 0, 0, null);

    private static bool Unsupported(string line) => ServerCatalog.Find(line.Split(' ')[0])!.Unsupported is not null;

    private static async Task<BlastReport> Run(string line, string slowness, int slow = 1, int clients = Clients, int pings = 3)
    {
        StringWriter output = new();
        // The others have pings to send until after the slow one's first pong, and that is all that is looked at.
        string[] arguments =
        [
            "run", .. line.Split(' '), "--json", "--num-clients", $"{clients}", "--pings", $"{pings}", "--delay-between", "300ms",
            slowness, "500ms", "--delay-client", $"{slow}",
        ];
        await SockeyeCommand.Run(arguments, output, new StringWriter(), TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize(output.ToString(), LoadJson.Default.LoadReport)!.BlastRadius!;
    }
}
