using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockeye.Linux;
using Sockeye.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>What every transport promises its worker, without a worker: slots, their order, their ends. Descriptors are counted, so
/// nothing else runs meanwhile.</summary>
[Collection(typeof(OneAtATime))]
public class TransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public void Nothing_is_told_of_a_connection_that_was_closed(Transport kind)
    {
        using TcpListener listener = Listen();
        using ITransport transport = New(kind, listener, slots: 1);
        for (int round = 0; round < 20; round++)
        {
            using Socket peer = Connect(transport, listener);
            peer.Send(Encoding.ASCII.GetBytes($"late {round}"));
            // What has come is unread, or just told, or on its way: the slot is another connection's from here on.
            if (round % 2 == 0) Assert.Equal(HappeningKind.Readable, Next(transport).Kind);
            transport.Close(0);
            using Socket next = Connect(transport, listener);
            next.Send("new"u8);
            Assert.Equal("new", Read(transport, 3));
            transport.Close(0);
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public void What_is_sent_at_once_arrives_in_order(Transport kind)
    {
        using TcpListener listener = Listen();
        using ITransport transport = New(kind, listener, slots: 1);
        using Socket peer = Connect(transport, listener);
        StringBuilder sent = new();
        // Small ones and large ones, until there is no more room: then the rest is the transport's affair.
        SocketError error = SocketError.Success;
        for (int i = 0; error == SocketError.Success; i++)
        {
            Assert.InRange(i, 0, 1_000_000);
            string message = new((char)('a' + i % 26), i % 7 == 0 ? 100_000 : 16);
            sent.Append(message);
            error = transport.Send(0, Encoding.ASCII.GetBytes(message));
            Assert.True(error is SocketError.Success or SocketError.WouldBlock, error.ToString());
        }
        StringBuilder got = new();
        byte[] buffer = new byte[64 * 1024];
        bool flushed = false;
        long until = Clock.Now + Clock.Nanoseconds(Patience);
        while (got.Length < sent.Length)
        {
            Assert.True(Clock.Now < until, $"{got.Length} of {sent.Length} bytes have come");
            transport.Wait(1_000_000);
            while (transport.TryTake(out Happening happening)) flushed |= happening == new Happening(0, HappeningKind.Flushed);
            while (peer.Available > 0) got.Append(Encoding.ASCII.GetString(buffer, 0, peer.Receive(buffer)));
        }
        Assert.Equal(sent.ToString(), got.ToString());
        if (!flushed) Assert.Equal(HappeningKind.Flushed, Next(transport).Kind);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public void More_than_all_buffers_hold_arrives_whole(Transport kind)
    {
        using TcpListener listener = Listen();
        using ITransport transport = New(kind, listener, slots: 1);
        using Socket peer = Connect(transport, listener);
        byte[] sent = [.. Enumerable.Range(0, 2_000_000).Select(i => (byte)(i * 31 + i / 251))];
        Thread sending = Elsewhere(() => peer.Send(sent));
        byte[] got = new byte[sent.Length];
        for (int held = 0; held < got.Length;)
        {
            Assert.Equal(HappeningKind.Readable, Next(transport).Kind);
            int received = transport.Receive(0, got.AsSpan(held), out SocketError error);
            Assert.True(received > 0 || error == SocketError.WouldBlock, $"{received} {error}");
            held += Math.Max(received, 0);
        }
        Assert.Equal(sent, got);
        Assert.True(sending.Join(Patience));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public void A_wake_ends_a_wait_and_one_before_the_first_is_not_lost(Transport kind)
    {
        using TcpListener listener = Listen();
        using ITransport transport = New(kind, listener, slots: 1);
        transport.Wake();
        WaitForEver(transport);
        using Socket peer = Connect(transport, listener);
        for (int i = 0; i < 20; i++)
        {
            Thread waking = Elsewhere(transport.Wake);
            WaitForEver(transport);
            Assert.True(waking.Join(Patience));
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public void At_its_end_no_descriptor_is_left(Transport kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere there is no /proc/self/fd");
        OpenDescriptors descriptors = new();
        using (TcpListener listener = Listen())
        {
            using ITransport transport = New(kind, listener, slots: 3);
            using Socket silent = Connect(transport, listener, slot: 0);
            using Socket closed = Connect(transport, listener, slot: 1);
            transport.Close(1);
            using Socket stuck = Connect(transport, listener, slot: 2);
            while (transport.Send(2, new byte[200]) == SocketError.Success)
            {
                transport.Wait(0);
                while (transport.TryTake(out _))
                {
                }
            }
        }
        // The end of a connection may still be on its way through the runtime.
        Assert.True(SpinWait.SpinUntil(() => descriptors.Added() == 0, Patience), $"{descriptors.Added()} descriptors are left");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_kernel_has_not_taken_is_not_asked_of_the_next_connection(bool refusedToTheEnd)
    {
        Assert.SkipWhen(Transports.Refusal(Transport.Ring) is not null, Transports.Refusal(Transport.Ring) ?? "");
        OpenDescriptors descriptors = new();
        using (TcpListener listener = Listen())
        {
            using ITransport transport = New(Transport.Ring, listener, slots: 2);
            using Socket closed = Connect(transport, listener, slot: 0);
            // Its receive is queued, and names it by its descriptor.
            CallFaults.OnThisThread = new(seed: 1) { Busy = 100 };
            try
            {
                transport.Wait(0);
                if (!refusedToTheEnd) CallFaults.OnThisThread = null;
                transport.Close(0);
                // The system gives the lowest number that is free.
                Assert.Equal(SocketError.InProgress, transport.Connect(1));
            }
            finally
            {
                CallFaults.OnThisThread = null;
            }
            // It is there when the kernel takes what is queued: the first receive gets it.
            using Socket next = listener.AcceptSocket();
            next.Send("new"u8);
            Assert.Equal(new Happening(1, HappeningKind.Connected), Next(transport));
            Assert.Equal("new", Read(transport, 3, slot: 1));
            // It did not wait for the number to be given back.
            closed.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            Assert.Equal(0, closed.Receive(new byte[1]));
        }
        Assert.True(SpinWait.SpinUntil(() => descriptors.Added() == 0, Patience), $"{descriptors.Added()} descriptors are left");
    }

    // A test does not await: a ring is one thread's.
    private static Thread Elsewhere(Action action)
    {
        Thread thread = new(() => action());
        thread.Start();
        return thread;
    }

    private static TcpListener Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static ITransport New(Transport kind, TcpListener listener, int slots) =>
        Assert.Single(TransportChoice.Open(new() { EndPoint = listener.LocalEndpoint, Transport = kind }, slots, workers: 1, out _));

    private static Socket Connect(ITransport transport, TcpListener listener, int slot = 0)
    {
        SocketError error = transport.Connect(slot);
        if (error == SocketError.InProgress) Assert.Equal(new Happening(slot, HappeningKind.Connected), Next(transport));
        else Assert.Equal(SocketError.Success, error);
        return listener.AcceptSocket();
    }

    private static string Read(ITransport transport, int length, int slot = 0)
    {
        byte[] bytes = new byte[4096];
        int held = 0;
        while (held < length)
        {
            Assert.Equal(new Happening(slot, HappeningKind.Readable), Next(transport));
            held += Math.Max(0, transport.Receive(slot, bytes.AsSpan(held), out _));
        }
        return Encoding.ASCII.GetString(bytes, 0, held);
    }

    private static Happening Next(ITransport transport)
    {
        long until = Clock.Now + Clock.Nanoseconds(Patience);
        while (Clock.Now < until)
        {
            if (transport.TryTake(out Happening happening)) return happening;
            transport.Wait(until - Clock.Now);
        }
        throw new TimeoutException("nothing happened");
    }

    private static void WaitForEver(ITransport transport)
    {
        long begin = Clock.Now;
        transport.Wait(Clock.Nanoseconds(Patience));
        Assert.InRange(Clock.Now - begin, 0, Clock.Nanoseconds(Patience) / 2);
        Assert.False(transport.TryTake(out _));
    }
}
