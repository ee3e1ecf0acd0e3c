using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// D: everything has a limit, and beyond it a defined end.
public abstract partial class ContractTests
{
    [Fact]
    public void A11_D1_at_the_limit_clients_wait_in_the_backlog_and_come_in_as_others_leave()
    {
        Needs(Capability.ConcurrentClients);
        // With a thread that accepts, where there may be one: a reactor alone is handed connections as they come.
        ServerUnderTest server = Serve(
            () => new Counting(), new ServerOptions { MaxConnections = 3, Threads = Has(Capability.SeveralListeners) ? 2 : null });
        CountingClient[] inside = [Client(server).Ask(), Client(server).Ask(), Client(server).Ask()];
        CountingClient[] outside = [.. Enumerable.Range(0, 10).Select(_ => Client(server).Begin())];

        if (!InjectedFaults.On) CpuTime.AssertIdle();
        Assert.Equal(3, server.Events.AcceptedCount);
        Assert.All(outside, client => Assert.False(client.Peer.HasNews(TimeSpan.Zero)));

        // Each departure lets one in, in the order in which they came; the third stays.
        CountingClient[] leaving = [inside[1], inside[0], .. outside];
        for (int i = 0; i < outside.Length; i++)
        {
            leaving[i].Peer.Dispose();
            outside[i].Answered();
            Assert.Equal(3 + i + 1, server.Events.AcceptedCount);
            Assert.InRange(server.Status.Connections, 0, 3);
            Assert.All(outside[(i + 1)..], client => Assert.False(client.Peer.HasNews(TimeSpan.Zero)));
        }
        inside[2].Ask();
    }

    [Fact]
    public void D1_at_the_limit_clients_can_be_turned_away()
    {
        Needs(Capability.ConcurrentClients);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MaxConnections = 2, WhenFull = WhenFull.Reject });
        CountingClient[] inside = [Client(server).Ask(), Client(server).Ask()];
        for (int i = 1; i <= 3; i++)
        {
            server.Connect().ReadToEnding(out byte[] reply);
            Assert.Empty(reply);
            Until.True(() => server.Events.RejectedCount == i);
        }
        inside[0].Peer.Dispose();
        Until.True(() => server.Status.Connections == 1);
        Client(server).Ask();
        inside[1].Ask();
    }

    [Fact]
    public void Queue_of_accepted_clients_is_seen_and_served_in_order()
    {
        Needs(Capability.Queue);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { Threads = 2 });
        CountingClient[] served = [Client(server).Ask(), Client(server).Ask()];
        CountingClient[] queued = [Client(server).Begin(), Client(server).Begin(), Client(server).Begin()];
        Until.True(() => server.Status.Queued == 3 && server.Events.LongestQueue == 3);
        Assert.All(queued, client => Assert.False(client.Peer.HasNews(TimeSpan.Zero)));

        served[0].Peer.Dispose();
        foreach (CountingClient client in queued)
        {
            client.Answered();
            client.Peer.Dispose();
        }
        served[1].Ask();
        Until.True(() => server.Status.Queued == 0);
        Assert.Equal([0, 1, 2, 3, 4], server.Events.Starts.Select(start => start.Connection));
    }

    [Theory, InlineData(4097u), InlineData(0x7fffffffu), InlineData(0x80000000u), InlineData(0xffffffffu)]
    public void D4_an_announced_length_over_the_limit_is_refused_before_any_of_it_is_stored(uint length)
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MaxMessageBytes = 4096 + Counting.HeaderBytes });
        Assert.Empty(server.Connect().Send(Counting.Header(length)).ReadToFin());
        Assert.Equal([CloseReason.MessageTooLarge], server.UntilClosed(1));
        Assert.Equal(Counting.HeaderBytes, server.Events.Closings[0].Unconsumed);
    }

    [Fact]
    public void D5_a_message_of_exactly_the_limit_is_answered()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MaxMessageBytes = 4096 + Counting.HeaderBytes });
        Client(server).Ask(new string('x', 4095)).Ask(new string('x', 4096)).Ask("").Ask(new string('x', 4096));
    }

    [Theory, InlineData(1000, CloseReason.PeerClosed), InlineData(1001, CloseReason.MessageTooLarge)]
    public void D5_a_message_over_the_limit_is_refused_also_where_it_comes_in_one_piece(int bytes, CloseReason reason)
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MaxMessageBytes = 1000 }, start: false);
        byte[] payload = new byte[bytes - Counting.HeaderBytes];
        RawPeer peer = server.Connect().Send(Counting.Frame(payload)).UntilDelivered().FinishSending();
        server.Start();
        Assert.Equal(reason == CloseReason.PeerClosed ? Counting.Answers(payload) : [], peer.ReadToFin());
        Assert.Equal([reason], server.UntilClosed(1));
    }

    [Theory, InlineData(1), InlineData(64), InlineData(4096)]
    public void D6_an_endless_line_ends_at_the_limit(int pieceBytes)
    {
        const int limit = 8 * 1024;
        ServerUnderTest server = Serve(EndlessLine, new ServerOptions { MaxMessageBytes = limit, ReceiveBufferBytes = 1024 });
        RawPeer peer = server.Connect();
        for (int sent = 0; sent < limit; sent += pieceBytes) peer.Send(new byte[pieceBytes]);

        Assert.Empty(peer.ReadToFin());
        peer.Dispose();
        Assert.Equal([CloseReason.MessageTooLarge], server.UntilClosed(1));
        Assert.InRange(server.Events.Closings[0].Unconsumed, limit, limit + 1024);
    }

    [Fact]
    public void D6_a_mebibyte_without_an_end_is_not_kept()
    {
        ServerOptions options = new();
        ServerUnderTest server = Serve(EndlessLine, options);
        RawPeer peer = server.Connect();
        byte[] block = new byte[1024];
        int sent = 0;
        while (sent < 1024 * 1024 && peer.TrySend(block)) sent += block.Length;

        // It is the server that ends it.
        peer.ReadToEnding(out byte[] reply);
        Assert.Empty(reply);
        peer.Dispose();
        Assert.Equal([CloseReason.MessageTooLarge], server.UntilClosed(1));
        Assert.InRange(server.Events.Closings[0].Unconsumed, options.MaxMessageBytes, HeldInputBytes(options));
    }

    [Theory, InlineData(1000, true), InlineData(1001, false)]
    public void The_reply_of_one_call_is_limited(int bytes, bool fits)
    {
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    consumed = received.Length;
                    for (int i = 0; i < bytes; i++) Say(reply, "r", Next.Read);
                    return Next.Close;
                },
            },
            new ServerOptions { MaxReplyBytes = 1000 });
        if (!fits) server.ExpectedFaults = 1;
        Assert.Equal(1000, server.Connect().Send("?"u8).ReadToFin().Length);
        Assert.Equal([fits ? CloseReason.ProtocolClosed : CloseReason.HandlerFault], server.UntilClosed(1));
    }

    [Theory, InlineData(4), InlineData(int.MaxValue), InlineData(-1)]
    public void Consuming_what_was_not_offered_is_a_handler_fault(int claimed)
    {
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = claimed;
                return Say(reply, "reply", Next.Read);
            },
        });
        server.ExpectedFaults = 1;
        Assert.Equal("reply"u8, server.Connect().Send("abc"u8).ReadToFin());
        Assert.Equal([CloseReason.HandlerFault], server.UntilClosed(1));
    }

    /// <summary>Waits for the end of a line that never comes.</summary>
    private static Scripted EndlessLine() => new()
    {
        OnReceived = (received, reply, out consumed) =>
        {
            consumed = 0;
            return Next.Read;
        },
    };
}
