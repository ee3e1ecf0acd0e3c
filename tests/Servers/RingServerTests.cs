using Sockeye.Linux;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>H: what only a ring can meet, on a server with a small one: nothing is lost, and the observer is told.</summary>
public sealed partial class RingServerTests() : ServerTests(Model.IoUring, Family.IPv4)
{
    private const int SmallRing = 8;
    private const int SmallBuffer = 64;

    [Fact]
    public void H1_H8_an_overflow_of_completions_ends_the_accept_and_loses_nobody()
    {
        const int clients = 4 * SmallRing;
        ServerUnderTest server = Small(() => new Counting(), start: false);
        CountingClient[] queued = [.. Enumerable.Range(0, clients).Select(_ => new CountingClient(server.Connect()).Begin())];
        server.Start();
        foreach (CountingClient client in queued) client.Answered();
        Assert.Equal(clients, server.Events.AcceptedCount);
        Assert.InRange(server.Events.Rings.Overflows, 1, clients);
        Assert.InRange(server.Events.Rings.AcceptsRearmed, 1, clients);
    }

    [Fact]
    public void H1_H8_an_overflow_of_completions_ends_receives_and_loses_no_byte()
    {
        const int clients = 4 * SmallRing;
        int rounds = LongRun.Times(5, 1_000);
        using var gate = new ManualResetEventSlim();
        ServerUnderTest server = Small(() => new Gated(gate));
        RawPeer holder = server.Connect();
        CountingClient[] others = [.. Enumerable.Range(0, clients).Select(_ => new CountingClient(server.Connect()).Ask())];
        for (int round = 0; round < rounds; round++)
        {
            // While one handler holds the reactor, everybody else sends: all those completions come at once.
            gate.Reset();
            long seen = server.Events.Seen;
            holder.Send(Counting.Frame("hold"u8));
            server.UntilSeen(seen + 8);
            foreach (CountingClient other in others) other.Begin($"round {round}");
            gate.Set();
            foreach (CountingClient other in others) other.Answered();
            holder.Read(Counting.AnswerBytes);
        }
        Assert.InRange(server.Events.Rings.Overflows, 1, long.MaxValue);
        Assert.InRange(server.Events.Rings.ReceivesRearmed, 1, long.MaxValue);
    }

    [Fact]
    public void H6_H7_connections_without_a_buffer_are_parked_and_go_on()
    {
        ServerUnderTest server = Small(() => new Counting(), buffers: 4);
        byte[][] payloads = [.. Enumerable.Range(0, 64).Select(i => new byte[i * 16])];
        byte[] asked = [.. payloads.SelectMany(payload => Counting.Frame(payload))];
        RawPeer[] peers = [.. Enumerable.Range(0, 8).Select(_ => server.Connect())];
        foreach (RawPeer peer in peers) peer.Send(asked);
        foreach (RawPeer peer in peers) Assert.Equal(Counting.Answers(payloads), peer.Read(payloads.Length * Counting.AnswerBytes));
        RingCounters met = server.Events.Rings;
        Assert.InRange(met.Parked, 1, long.MaxValue);
        // Each is armed again once for each time it was parked, and not in a loop meanwhile.
        Assert.InRange(met.ReceivesRearmed, met.Parked, met.Parked + asked.Length * peers.Length / SmallBuffer + peers.Length);
    }

    [Fact]
    public void H18_a_server_ends_though_the_kernel_does_not_let_go_of_a_reply_and_frees_nothing_of_it()
    {
        var options = new ServerOptions
        {
            Threads = 1,
            SocketSendBufferBytes = 4096,
            DrainTimeout = TimeSpan.FromMilliseconds(50),
            Ring = new() { EndMilliseconds = 0 },
        };
        ServerUnderTest server = Serve(() => new Spring(), options);
        server.ExpectedBuffersLeft = 1;
        RawPeer reader = server.Connect(receiveBufferBytes: 4096).Send(Spring.Request(1 << 20));
        RawPeer silent = server.Connect().Send(Spring.Request(1).AsSpan(0, 3));
        reader.Read(1);
        server.UntilSeen(Spring.RequestBytes + 3);
        server.Stop();
        server.Join();
        Assert.Equal([CloseReason.DrainDeadline, CloseReason.DrainDeadline], server.Reasons);
        // The kernel lets go of the sockets some time after the ring was closed.
        Assert.Equal(Ending.Reset, reader.ReadToEnding(out _));
        Assert.Equal(Ending.Reset, silent.ReadToEnding(out _));
    }

    [Fact]
    public void H18_a_server_ends_though_the_kernel_takes_no_more_requests_and_the_queue_is_full()
    {
        const int clients = 3 * SmallRing;
        var options = new ServerOptions
        {
            Threads = 1,
            SocketSendBufferBytes = 4096,
            Ring = new() { Entries = SmallRing, Completions = 8 * SmallRing, EndMilliseconds = 0 },
            Faults = new FaultPlan(0),
        };
        ServerUnderTest server = Serve(() => new Spring(), options);
        // Each has a send in flight, and the end of each is a request: more than the queue holds, and nobody waits for room.
        RawPeer[] readers = [.. Enumerable.Range(0, clients).Select(_ => server.Connect(4096).Send(Spring.Request(1 << 20)))];
        foreach (RawPeer reader in readers) reader.Read(1);
        server.Plan.FailEnters(Errno.EBUSY);
        server.ExpectedBuffersLeft = clients;
        server.Abort();
        Assert.Equal(clients, server.Join().Aborted);
        Assert.All(server.Reasons, reason => Assert.Equal(CloseReason.DrainDeadline, reason));
    }

    [Fact]
    public void H15_dropped_completions_end_the_server_which_says_so()
    {
        ServerUnderTest server = Small(() => new Counting(), faults: new FaultPlan(0));
        // Nothing is answered, and so no reply is in flight, which a kernel that takes nothing would keep.
        RawPeer peer = server.Connect().Send(Counting.Header(9));
        server.UntilSeen(Counting.HeaderBytes);
        server.Plan.FailEnters(Errno.EBADR);
        _ = peer.TrySend("!"u8);
        KernelException failure = server.JoinBroken<KernelException>();
        Assert.Equal((-Errno.EBADR, "io_uring_enter, 0 completions dropped"), (failure.Result, failure.Call));
        server.ExpectedServerFaults = 1;
        Assert.Equal([CloseReason.ServerFault], server.Reasons);
    }

    [Fact]
    public void Nothing_is_counted_while_nothing_happens()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { Threads = 1 });
        for (int i = 0; i < 20; i++) new CountingClient(server.Connect()).Ask().Ask();
        Assert.Equal(default, server.Events.Rings);
    }

    private ServerUnderTest Small(
        Func<IProtocol> protocol, bool start = true, int buffers = 64, FaultPlan? faults = null,
        int threads = 1, AcceptMode accept = AcceptMode.Shared) => Serve(
        protocol,
        new ServerOptions
        {
            Threads = threads,
            Accept = accept,
            DrainTimeout = TimeSpan.FromSeconds(60),
            Ring = new() { Entries = SmallRing, Completions = SmallRing, Buffers = buffers, BufferBytes = SmallBuffer },
            Faults = faults,
        },
        start);
}
