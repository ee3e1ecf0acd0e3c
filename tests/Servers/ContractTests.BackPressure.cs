using System.Diagnostics;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// C: a peer that does not read costs what one call wrote, and its connection after a while; nobody else pays.
public abstract partial class ContractTests
{
    private static readonly TimeSpan ShortSendTimeout = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Slices = TimeSpan.FromMilliseconds(250);

    // An unfinished message and one receive; where the kernel hands over what it receives, the 32 buffers that it fills in a row.
    private static int HeldInputBytes(ServerOptions options) => options.MaxMessageBytes + Math.Max(options.ReceiveBufferBytes, 32 * 4096);

    [Fact]
    public void C1_a_reader_that_never_reads_is_given_up_and_costs_one_reply()
    {
        ServerUnderTest server = Serve(
            () => new Spring(), new ServerOptions { SocketSendBufferBytes = TinyBuffer, SendTimeout = ShortSendTimeout });
        long start = Stopwatch.GetTimestamp();
        RawPeer peer = server.Connect(receiveBufferBytes: 2048).Send(Spring.Request(100 * 1024 * 1024));

        Assert.Equal([CloseReason.SendTimeout], server.UntilClosed(1));
        // It was given its time.
        Assert.InRange(Stopwatch.GetElapsedTime(start), ShortSendTimeout - ClockGrain, Until.Deadline);
        ClosedConnection closed = server.Events.Closings[0];
        Assert.InRange(closed.Sent, 1, 512 * 1024);
        Assert.InRange(server.Protocols[0].MostWritten, 1, Spring.MostAtOnce);
        if (Has(Capability.Reset)) Assert.Equal(Ending.Reset, peer.ReadToEnding(out _));
    }

    [Fact]
    public void C3_a_window_that_is_closed_for_a_while_costs_nothing_and_loses_nothing()
    {
        const int bytes = 128 * 1024;
        ServerUnderTest server = Serve(() => new Spring(), new ServerOptions { SocketSendBufferBytes = TinyBuffer });
        RawPeer peer = server.Connect(receiveBufferBytes: TinyBuffer).Send(Spring.Request(bytes));
        AssertFlow(peer, 0, 1, stepBytes: 1);
        if (!InjectedFaults.On) CpuTime.AssertIdle();
        AssertFlow(peer, 1, bytes - 1, stepBytes: 16 * 1024);
    }

    [Fact]
    public void C6_a_fire_hose_leaves_room_for_the_others()
    {
        Needs(Capability.ConcurrentClients);
        int clients = LongRun.Times(6, 100);
        // One loop, where there is one: the hose would have another to itself.
        ServerUnderTest server = Serve(() => new Mirror(), new ServerOptions { Threads = Has(Capability.Queue) ? clients + 2 : 1 });
        RawPeer[] others = [.. Enumerable.Range(0, clients).Select(_ => server.Connect())];
        RoundTrips alone = new(), beside = new();
        PingAll(new());
        PingAll(alone);
        RawPeer hose = server.Connect();
        byte[] chunk = new byte[64 * 1024];
        bool isOpen = true;
        long moved = 0;
        var pump = new Thread(() => Pour(() => hose.Send(chunk)));
        var drain = new Thread(() => Pour(() => Interlocked.Add(ref moved, hose.ReadSome(new byte[64 * 1024]))));
        pump.Start();
        drain.Start();
        try
        {
            Until.True(() => Interlocked.Read(ref moved) > 1 << 20);
            PingAll(beside);
            long before = Interlocked.Read(ref moved);
            Until.True(() => Interlocked.Read(ref moved) > before);
        }
        finally
        {
            Volatile.Write(ref isOpen, false);
            hose.Reset();
            Assert.True(pump.Join(Until.Deadline) && drain.Join(Until.Deadline));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"p99 of the others: {alone.Percentile99.TotalMicroseconds:0} us, "
                + $"beside the hose {beside.Percentile99.TotalMicroseconds:0} us");
        // Where there are few cores, the hose's own threads take them in slices of some milliseconds, which is not the server's doing.
        if (!InjectedFaults.On) Assert.InRange(beside.Percentile99, TimeSpan.Zero, 5 * alone.Percentile99 + Slices);

        void PingAll(RoundTrips trips)
        {
            for (int i = 0; i < 20; i++)
            {
                foreach (RawPeer other in others) trips.Time(() => Assert.Equal("ping"u8, other.Send("ping"u8).Read(4)));
            }
        }

        void Pour(Action once)
        {
            try
            {
                while (Volatile.Read(ref isOpen)) once();
            }
            catch (Exception) when (!Volatile.Read(ref isOpen))
            {
                // The hose was cut while it ran: that is how it ends.
            }
        }
    }

    [Fact]
    public void D8_a_client_that_asks_without_end_and_never_reads_is_not_read_either()
    {
        var options = new ServerOptions { SocketSendBufferBytes = TinyBuffer, SendTimeout = ShortSendTimeout };
        ServerUnderTest server = Serve(() => new Counting(), options);
        RawPeer peer = server.Connect(receiveBufferBytes: 2048);
        byte[] flood = [.. Enumerable.Repeat(Counting.Frame("x"u8), LongRun.Times(60_000, 1_000_000)).SelectMany(frame => frame)];
        peer.SendWhatFits(flood, TimeSpan.FromMilliseconds(20));

        Assert.Equal([CloseReason.SendTimeout], server.UntilClosed(1));
        // What may be held of a connection is answered at a time; when the answers go nowhere, no further ones are looked at.
        Assert.InRange(server.Protocols[0].MostWritten, 1, HeldInputBytes(options) / 5 * Counting.AnswerBytes + Counting.AnswerBytes);
        Assert.InRange(server.Events.Seen, 1, flood.Length / 2);
    }
}
