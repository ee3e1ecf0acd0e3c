using Sockeye.Linux;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>The client on a kernel in a bad mood: calls that would block, are interrupted or move three bytes change nothing of what
/// is sent, read and counted.</summary>
public class ClientFaultsTests
{
    private const int Seeds = 3;

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Everything_arrives_whole_and_in_order(Transport transport)
    {
        for (int i = 0; i < Seeds; i++)
        {
            int seed = Seed();
            // Verified byte by byte: an echo is right only where nothing was lost, doubled or mixed up on the way.
            await using ScriptedServer server = new(async (peer, _) =>
            {
                while (true) await peer.Send(await peer.Line() + "\n");
            });
            CallFaults[] faults = [Faults(seed), Faults(seed + 1)];
            ClientPlan plan = new()
            {
                EndPoint = server.EndPoint,
                Clients = 6,
                Pings = 25,
                Depth = 4,
                Workers = 2,
                ReconnectEvery = 10,
                Protocol = PingProtocol.Echo,
                MessageBytes = 40,
                Transport = transport,
                Faults = worker => faults[worker],
            };
            LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
            Assert.Empty(result.Failures);
            Assert.Equal(new(150, 150, 0, 0, 0, 0), result.Counts);
            Assert.All(faults, met => Assert.InRange(met.Met, 20, int.MaxValue));
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Each_way_of_failing_keeps_its_name_and_every_ping_is_accounted_for(Transport transport)
    {
        await using ScriptedServer server = new(async (peer, number) =>
        {
            await peer.Pong(4);
            await peer.Line();
            if (number % 3 == 0) peer.Reset();
            else if (number % 3 == 1) await peer.Send("gibberish\n");
            if (number % 3 == 1) await peer.Silence();
        });
        int seed = Seed();
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 9,
            Pings = 20,
            Transport = transport,
            Faults = worker => Faults(seed + worker),
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(
            [(FailureKind.Reset, 3), (FailureKind.ClosedEarly, 3), (FailureKind.WrongReply, 3)],
            result.Failures.Select(failure => (failure.Kind, failure.Count)));
        Assert.Equal(new(180, 36, 9, 0, 0, 135), result.Counts);
    }

    private static int Seed()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return seed;
    }

    private static CallFaults Faults(int seed) => new(seed) { WouldBlock = 30, Interrupted = 20, Short = 60 };
}
