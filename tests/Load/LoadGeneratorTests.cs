using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sockeye.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Over the kernel's own calls.</summary>
public sealed class KernelLoadGeneratorTests() : LoadGeneratorTests(Transport.Kernel);

/// <summary>Through a ring.</summary>
public sealed class RingLoadGeneratorTests() : LoadGeneratorTests(Transport.Ring);

/// <summary>Over the runtime's sockets.</summary>
public sealed class AsyncLoadGeneratorTests() : LoadGeneratorTests(Transport.Async);

/// <summary>The lesson's client: a closed loop of few pings.</summary>
public abstract class LoadGeneratorTests
{
    // On a machine that is busy with other things; and less than the time of a connect or of a ping, which would end it, too.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    private readonly Transport _transport;

    protected LoadGeneratorTests(Transport transport)
    {
        Assert.SkipWhen(Transports.Refusal(transport) is not null, Transports.Refusal(transport) ?? "");
        _transport = transport;
    }

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_client_gets_a_pong_for_each_ping()
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        Events events = new();
        LoadResult result = await LoadGenerator.Run(Plan(server.EndPoint) with { Clients = 7 }, events, TestEnd);

        Assert.Equal(new(70, 70, 0, 0, 0, 0), result.Counts);
        Assert.Equal(result.Order, events.Order);
        Assert.Equal(7, events.Leavings);
        Assert.Empty(result.Failures);
        Assert.False(result.Interrupted);
        Assert.All(result.Clients, client =>
        {
            Assert.Equal(10, result.Order.Count(number => number == client.Client));
            Assert.InRange(client.FirstPong!.Value, client.Connect!.Value, result.Wall);
            Assert.InRange(client.LongestResponse, TimeSpan.FromTicks(1), result.Wall);
            Assert.InRange(client.LastPongReceived!.Value, client.FirstPingSent!.Value, result.Wall);
        });
    }

    [Fact]
    public async Task Clients_stand_in_the_backlog_in_the_order_of_their_numbers()
    {
        ConcurrentDictionary<int, string> firstPings = new();
        await using ScriptedServer server = new(async (peer, number) =>
        {
            string ping = firstPings[number] = await peer.Line();
            await peer.Send($"pong{ping[4..]}\n");
        });
        await LoadGenerator.Run(Plan(server.EndPoint) with { Clients = 50, Pings = 1 }, cancellation: TestEnd);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"ping {i} 1"), firstPings.OrderBy(ping => ping.Key).Select(ping => ping.Value));
    }

    [Fact]
    public async Task A_client_that_is_done_ends_its_connection_and_does_not_reset_it()
    {
        ConcurrentBag<int> ends = [];
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(2);
            // A reset throws here, and the script ends without a word.
            ends.Add(await peer.Socket.ReceiveAsync(new byte[16].AsMemory(), TestEnd));
        });
        await LoadGenerator.Run(Plan(server.EndPoint) with { Clients = 5, Pings = 4, ReconnectEvery = 2 }, cancellation: TestEnd);
        Assert.True(SpinWait.SpinUntil(() => ends.Count == 10, TimeSpan.FromSeconds(10)), $"{ends.Count} of 10 ended in order");
        Assert.All(ends, received => Assert.Equal(0, received));
    }

    [Fact]
    public async Task Some_clients_may_send_another_number_of_pings()
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        Dictionary<int, int> lazy = new() { [1] = 1 };
        ClientPlan plan = Plan(server.EndPoint) with { Clients = 3, Pings = 4, PingsByClient = lazy };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal([4, 1, 4], result.Clients.Select(client => client.Pongs));
    }

    [Fact]
    public async Task A_delay_lies_between_pings_and_not_around_them()
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        ClientPlan plan = Plan(server.EndPoint) with { Pings = 4, DelayBetween = TimeSpan.FromMilliseconds(20) };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.InRange(result.Wall, TimeSpan.FromMilliseconds(59), TimeSpan.FromSeconds(20));
        Assert.Equal(4, result.Clients[0].Pongs);
    }

    [Fact]
    public async Task A_delay_does_not_use_up_the_time_of_a_ping()
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Transport = _transport,
            Pings = 2,
            DelayBetween = TimeSpan.FromMilliseconds(1200),
            PingTimeout = TimeSpan.FromMilliseconds(1000),
        };
        Assert.Equal(2, (await LoadGenerator.Run(plan, cancellation: TestEnd)).Counts.Answered);
    }

    [Fact]
    public async Task A_pong_may_come_byte_by_byte_and_end_in_CRLF()
    {
        await using ScriptedServer server = new(async (peer, _) =>
        {
            peer.Socket.NoDelay = true;
            while (true)
            {
                foreach (char letter in $"pong{(await peer.Line())[4..]}\r\n") await peer.Send(letter.ToString());
            }
        });
        Assert.Equal(10, (await LoadGenerator.Run(Plan(server.EndPoint), cancellation: TestEnd)).Counts.Answered);
    }

    [Fact]
    public async Task Unix_sockets_work_alike()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}");
        try
        {
            await using ScriptedServer server = new((peer, _) => peer.Pong(), new UnixDomainSocketEndPoint(path));
            LoadResult result = await LoadGenerator.Run(Plan(server.EndPoint) with { Clients = 3 }, cancellation: TestEnd);
            Assert.Equal(30, result.Counts.Answered);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task I3_cancelling_ends_a_run_at_once_with_what_there_is()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        long cancelled = 0;
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(2);
            await peer.Line();
            cancelled = Stopwatch.GetTimestamp();
            await stop.CancelAsync();
            await peer.Silence();
        });
        LoadResult result = await LoadGenerator.Run(Plan(server.EndPoint), cancellation: stop.Token);
        Assert.InRange(Stopwatch.GetElapsedTime(cancelled), TimeSpan.Zero, AtOnce);
        Assert.True(result.Interrupted);
        Assert.Equal(new(10, 2, 0, 0, 1, 7), result.Counts);
        Assert.Empty(result.Failures);
    }

    [Fact]
    public async Task I3_cancelling_also_ends_what_is_still_connecting()
    {
        using Socket full = FullBacklog.Listen(out EndPoint endPoint, out List<Socket> held);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        Task<LoadResult> run = LoadGenerator.Run(Plan(endPoint) with { Clients = 3 }, cancellation: stop.Token);
        Until.True(() => FullBacklog.Connecting(endPoint) == 3);
        await stop.CancelAsync();
        LoadResult result = await run.WaitAsync(AtOnce, TestEnd);
        Assert.Equal(0, FullBacklog.Connecting(endPoint));
        Assert.True(result.Interrupted);
        Assert.Equal(0, result.Counts.Answered);
        held.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(-1, 10)]
    [InlineData(1, 0)]
    public async Task A_plan_without_work_is_refused(int clients, int pings) => await Assert.ThrowsAnyAsync<ArgumentException>(() =>
        LoadGenerator.Run(new() { Clients = clients, Pings = pings }, cancellation: TestEnd));

    private ClientPlan Plan(EndPoint server) => new() { EndPoint = server, Transport = _transport };

    private sealed class Events : ClientObserver
    {
        internal List<int> Order { get; } = [];

        internal int Leavings { get; private set; }

        public override void Ponged(in Pong pong) => Order.Add(pong.Client);

        public override void Left(int client) => Leavings++;
    }
}
