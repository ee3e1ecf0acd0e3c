using System.Text;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// A: from the first call of a protocol to the last.
public abstract partial class ContractTests
{
    [Fact]
    public void A2_connect_and_FIN_at_once()
    {
        ServerUnderTest server = Serve(() => new Counting(), start: false);
        server.Connect().Dispose();
        Assert.Equal([CloseReason.PeerClosed], server.Start().UntilClosed(1));
    }

    [Theory, InlineData(""), InlineData("xyz")]
    public void A3_reset_while_queued(string sent)
    {
        ServerUnderTest server = Serve(() => new Counting(), start: false);
        server.Connect().Send(Encoding.ASCII.GetBytes(sent)).UntilDelivered().Reset();
        Assert.Equal([Gone], server.Start().UntilClosed(1));
    }

    [Theory, InlineData("factory"), InlineData("open"), InlineData("received"), InlineData("end"), InlineData("closed")]
    public void A5_a_protocol_that_throws_ends_its_connection_alone(string place)
    {
        int made = 0;
        ServerUnderTest server = Serve(() => Interlocked.Increment(ref made) == 1 ? Throwing(place) : new Counting());
        server.ExpectedFaults = 1;

        RawPeer faulty = server.Connect().Send("x"u8);
        Until.True(() => made > 0);
        CountingClient? bystander = Has(Capability.ConcurrentClients) ? Client(server).Ask() : null;
        faulty.FinishSending();

        byte[] reply = faulty.ReadToFin();
        CloseReason reason = server.UntilClosed(1)[0];
        Assert.Equal(place == "closed" ? CloseReason.PeerClosed : CloseReason.HandlerFault, reason);
        // What was written before it is sent, and closed() has no reply.
        Assert.Equal(place is "factory" or "closed" ? "" : "half a rep", Encoding.ASCII.GetString(reply));
        bystander?.Ask();
        Client(server).Ask();
        Assert.Equal([0L], server.Events.FaultedConnections);
    }

    [Fact]
    public void A6_a_greeting_and_a_close_inside_open()
    {
        ServerUnderTest server = Serve(() => new Scripted { OnOpen = reply => Say(reply, "hello\n", Next.Close) });
        Assert.Equal("hello\n"u8, server.Connect().ReadToFin());
        Assert.Equal([CloseReason.ProtocolClosed], server.UntilClosed(1));
    }

    [Fact]
    public void A6_a_greeting_comes_before_the_peer_says_anything()
    {
        ServerUnderTest server = Serve(() => new Scripted { OnOpen = reply => Say(reply, "hello\n", Next.Read), OnReceived = Mirrored });
        RawPeer peer = server.Connect();
        Assert.Equal("hello\n"u8, peer.Read(6));
        Assert.Equal("you"u8, peer.Send("you"u8).Read(3));
    }

    [Fact]
    public void A9_churn()
    {
        int rounds = LongRun.Times(150, 10_000);
        ServerUnderTest server = Serve(() => new Counting());
        for (int i = 0; i < rounds; i++) Client(server).Ask().Peer.Dispose();
        Assert.All(server.UntilClosed(rounds), reason => Assert.Equal(CloseReason.PeerClosed, reason));
        // A connection is counted until just after its end was told.
        Until.True(() => server.Status.Connections == 0);
    }

    [Fact]
    public void A10_an_event_of_a_connection_that_is_gone_does_not_reach_its_successor()
    {
        Needs(Capability.ConcurrentClients);
        int made = 0;
        Action passGate = Gate(out Action openGate);
        var blocking = new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                passGate();
                return Mirrored(received, reply, out consumed);
            },
        };
        // All on one loop, where there is one.
        var options = new ServerOptions { Threads = Has(Capability.Queue) ? 4 : 1 };
        ServerUnderTest server = Serve(() => Interlocked.Increment(ref made) == 1 ? blocking : new Counting(), options);
        RawPeer slow = server.Connect();
        UntilOpened(server, 1);
        CountingClient leaving = Client(server).Ask();

        // While the first is being served, the second leaves with bytes unread, and its successors come.
        slow.Send("s"u8);
        server.UntilSeen(1 + 8);
        leaving.Peer.Send(Counting.Header(9)).UntilDelivered().Reset();
        CountingClient[] successors = [Client(server).Begin("one"), Client(server).Begin("two")];
        openGate();

        Assert.Equal("s"u8, slow.Read(1));
        foreach (CountingClient successor in successors) successor.Answered();
        Assert.Equal([Gone], server.UntilClosed(1));
    }

    private static Scripted Throwing(string place)
    {
        if (place == "factory") throw new InvalidOperationException("factory");
        return new Scripted
        {
            OnOpen = reply => place == "open" ? Fails(reply) : Next.Read,
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = received.Length;
                return place == "received" ? Fails(reply) : Next.Read;
            },
            OnEnd = reply => place == "end" ? Fails(reply) : Next.Close,
            OnClosed = _ =>
            {
                if (place == "closed") throw new InvalidOperationException(place);
            },
        };

        Next Fails(IReply reply)
        {
            Say(reply, "half a rep", Next.Read);
            throw new InvalidOperationException(place);
        }
    }

    private static Next Say(IReply reply, string text, Next next)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        bytes.CopyTo(reply.GetSpan(bytes.Length));
        reply.Advance(bytes.Length);
        return next;
    }

    private static Next Mirrored(ReadOnlySpan<byte> received, IReply reply, out int consumed) =>
        new Mirror().Received(received, reply, out consumed);
}
