using System.Net;
using System.Net.Sockets;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Rule R4: whatever goes wrong, every ping that was scheduled is accounted for, once.</summary>
public class IdentityTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports.WithLoops), MemberType = typeof(Transports))]
    public async Task It_holds_under_resets_silence_garbage_and_early_ends(Transport transport, Loop loop)
    {
        await using ScriptedServer server = new(async (peer, number) =>
        {
            await peer.Pong(3 + number % 4);
            await peer.Line();
            switch (number % 5)
            {
                case 0: await peer.Pong(); break;
                case 1: peer.Reset(); break;
                case 2: await peer.Silence(); break;
                case 3: await peer.Send("gibberish\n"); break;
                default: break;
            }
        });
        ClientPlan plan = Plan(server.EndPoint, transport, loop) with
        {
            Clients = 20,
            Pings = 30,
            PingTimeout = TimeSpan.FromMilliseconds(300),
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);

        Assert.Equal(20 * 30, result.Counts.Scheduled);
        Assert.True(result.Counts.AddsUp);
        // Counted as it happened, and again from the clients.
        Assert.Equal(PingCounts.Of(result.Clients), result.Counts);
        Assert.All((long[])[result.Counts.Failed, result.Counts.TimedOut, result.Counts.NeverSent], count => Assert.NotEqual(0, count));
        Assert.Equal(result.Counts.Answered, result.Response.Count);
        Assert.Equal(result.Counts.Answered, result.Service.Count);
    }

    [Theory]
    [MemberData(nameof(Transports.WithLoops), MemberType = typeof(Transports))]
    public async Task It_holds_where_nobody_listens(Transport transport, Loop loop)
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ClientPlan plan = Plan(silent.LocalEndPoint!, transport, loop) with { Clients = 4 };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(new(40, 0, 0, 0, 0, 40), result.Counts);
        Assert.All(result.Clients, client => Assert.Equal(FailureKind.Refused, client.Failure?.Kind));
    }

    [Theory]
    [MemberData(nameof(Transports.WithLoops), MemberType = typeof(Transports))]
    public async Task It_holds_when_a_run_is_cut_short(Transport transport, Loop loop)
    {
        using PausableServer server = new() { Delay = TimeSpan.FromMilliseconds(1) };
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        ClientPlan plan = Plan(server.EndPoint, transport, loop) with
        {
            Clients = 8,
            Duration = TimeSpan.FromMinutes(1),
            Rate = Rate(loop),
        };
        LoadProgress progress = new();
        Task<LoadResult> run = LoadGenerator.Run(plan, null, progress, null, stop.Token);
        Assert.True(SpinWait.SpinUntil(() => progress.Answered > 50, TimeSpan.FromSeconds(10)));
        await stop.CancelAsync();
        LoadResult result = await run.WaitAsync(TimeSpan.FromSeconds(10), TestEnd);
        Assert.True(result.Interrupted);
        Assert.True(result.Counts.AddsUp);
        Assert.InRange(result.Counts.Answered, 50, 50_000);
        Assert.Equal(LoadPhase.Ended, progress.Phase);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Each_ping_of_the_schedule_is_traced_when_it_is_sent_or_as_never_sent(Transport transport)
    {
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(3);
            await peer.Silence();
        });
        ClientPlan plan = Plan(server.EndPoint, transport, Loop.Open) with
        {
            Clients = 2,
            Rate = 100,
            Duration = TimeSpan.FromSeconds(0.2),
            Grace = TimeSpan.FromSeconds(0.1),
        };
        Traced traced = new();
        LoadResult result = await LoadGenerator.Run(plan, null, null, traced, TestEnd);
        Assert.Equal(20, result.Counts.Scheduled);
        Assert.Equal((int)result.Counts.NeverSent, traced.Pings.Count(ping => !ping.Sent));
        // All of them, where the three pongs went to the warm-up.
        Assert.InRange(result.Counts.NeverSent, 1, 20);
        Assert.Contains(traced.Pings, ping => ping.Sent);
        foreach (int client in (int[])[0, 1])
        {
            var pings = traced.Pings.Where(ping => ping.Client == client).ToArray();
            // Ten of the window, and those of the warm-up before it.
            Assert.InRange(pings.Length, 10, 20);
            Assert.Equal(Enumerable.Range(1, pings.Length).Select(sequence => (long)sequence), pings.Select(ping => ping.Sequence));
            // A client's pings are 20 ms apart, by the clock.
            Assert.All(pings.Zip(pings.Skip(1)), pair => Assert.Equal(20_000_000, pair.Second.Due - pair.First.Due));
        }
    }

    [Fact]
    public async Task Segments_add_up_to_the_whole()
    {
        using PausableServer server = new();
        ClientPlan plan = new() { EndPoint = server.EndPoint, Clients = 7, Rate = 700, Duration = TimeSpan.FromSeconds(0.3) };
        LoadResult[] parts = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(part => LoadGenerator.Run(plan with { Segment = new(part, 3) }, cancellation: TestEnd)));
        Assert.Equal(210, parts.Sum(part => part.Counts.Scheduled));
        Assert.Equal(Enumerable.Range(0, 7), parts.SelectMany(part => part.Clients).Select(client => client.Client).Order());
        Assert.Equal([plan.Hash, plan.Hash, plan.Hash], parts.Select(part => part.Plan.Hash));
    }

    [Fact]
    public async Task Several_workers_lose_nothing()
    {
        using PausableServer server = new();
        ClientPlan plan = new() { EndPoint = server.EndPoint, Clients = 9, Workers = 4, Pings = 200, Depth = 4 };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(new(1800, 1800, 0, 0, 0, 0), result.Counts);
        Assert.Equal(1800, result.Order.Count);
        Assert.Equal(1800, result.Intervals.Sum(interval => interval.Answered));
    }

    private sealed class Traced : LoadTracer
    {
        // Of one worker, and so of one thread.
        internal List<(int Client, long Sequence, long Due, bool Sent)> Pings { get; } = [];

        public override void Sent(int worker, int client, long at, long sequence, long due) => Pings.Add((client, sequence, due, true));

        public override void NeverSent(int worker, int client, long at, long sequence, long due) =>
            Pings.Add((client, sequence, due, false));
    }

    private static ClientPlan Plan(EndPoint server, Transport transport, Loop loop) =>
        new() { EndPoint = server, Transport = transport, Rate = Rate(loop) };

    private static double? Rate(Loop loop) => loop == Loop.Open ? 2000 : null;
}
