using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// E: what the kernel may say. The accept loop ends by a stop or by a broken listener, loudly, and by nothing else (A12).
public abstract partial class ContractTests
{
    [Theory, InlineData(null, AcceptMode.Shared), InlineData(1, AcceptMode.Shared), InlineData(3, AcceptMode.ReusePort)]
    public void A12_E4_the_peers_fault_on_accept_is_passed_over_at_once(int? threads, AcceptMode accept)
    {
        if (threads is not null) Needs(Capability.SeveralListeners);
        SocketError[] errors =
        [
            SocketError.ConnectionAborted, SocketError.NetworkDown, SocketError.HostUnreachable, SocketError.OperationNotSupported,
            SocketError.AccessDenied,
        ];
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { Threads = threads, Accept = accept }, start: false);
        server.Plan.FailAccepts(errors);
        CountingClient client = Client(server).Begin();
        server.Start();
        client.Answered();
        Assert.Equal(errors, server.Events.AcceptFailures.Select(failure => failure.Error));
        Assert.All(server.Events.AcceptFailures, failure => Assert.Equal((AcceptTier.Peer, TimeSpan.Zero), (failure.Tier, failure.Pause)));
    }

    // On its own listener a reactor pauses and goes on by itself; where one acceptor hands out, that does.
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets, null, AcceptMode.Shared)]
    [InlineData(SocketError.NoBufferSpaceAvailable, null, AcceptMode.Shared)]
    [InlineData(SocketError.SocketError, null, AcceptMode.Shared)]
    [InlineData(SocketError.TypeNotFound, null, AcceptMode.Shared)]
    [InlineData(SocketError.TooManyOpenSockets, 1, AcceptMode.Shared)]
    [InlineData(SocketError.TypeNotFound, 1, AcceptMode.Shared)]
    [InlineData(SocketError.TooManyOpenSockets, 3, AcceptMode.ReusePort)]
    [InlineData(SocketError.TypeNotFound, 3, AcceptMode.ReusePort)]
    public void A12_E1_E2_E3_E5_a_shortage_or_the_unknown_pauses_accepting_and_ends_without_a_further_arrival(
        SocketError error, int? threads, AcceptMode accept)
    {
        if (threads is not null) Needs(Capability.SeveralListeners);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { Threads = threads, Accept = accept }, start: false);
        server.Plan.FailAccepts(error);
        CountingClient client = Client(server).Begin();
        server.Start();
        client.Answered();
        Assert.Equal([(error, AcceptTier.Shortage, TimeSpan.FromMilliseconds(100))], server.Events.AcceptFailures);
        client.Peer.Dispose();
        // Who was handed over by then was served before the pause: whoever comes in it is served after it.
        Client(server).Ask();
    }

    [Theory, InlineData(null, AcceptMode.Shared), InlineData(1, AcceptMode.Shared), InlineData(3, AcceptMode.ReusePort)]
    public void E1_clients_inside_are_served_while_accepting_pauses(int? threads, AcceptMode accept)
    {
        Needs(Capability.ConcurrentClients);
        if (threads is not null) Needs(Capability.SeveralListeners);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { Threads = threads, Accept = accept });
        CountingClient inside = Client(server).Ask();
        server.Plan.FailAccepts(SocketError.TooManyOpenSockets, SocketError.TooManyOpenSockets);
        CountingClient[] outside = [Client(server).Begin(), Client(server).Begin()];
        Until.True(() => server.Events.AcceptFailures.Count > 0);
        for (int i = 0; i < 20; i++) inside.Ask();
        foreach (CountingClient client in outside) client.Answered();
    }

    [Fact]
    public void E5_a_broken_listener_stops_the_server_with_the_error()
    {
        ServerUnderTest server = Serve(() => new Counting(), start: false);
        server.Plan.FailAccepts(SocketError.NotSocket);
        CountingClient client = Client(server);
        server.Start();
        Assert.Equal(SocketError.NotSocket, server.JoinBroken().SocketErrorCode);
        client.Peer.ReadToEnding(out byte[] reply);
        Assert.Empty(reply);
    }

    [Theory, InlineData(1, AcceptMode.Shared), InlineData(3, AcceptMode.Shared), InlineData(3, AcceptMode.ReusePort)]
    public void E5_a_broken_listener_ends_everybody_for_the_same_reason(int threads, AcceptMode accept)
    {
        Needs(Capability.ConcurrentClients);
        int inside = Has(Capability.Queue) ? threads : 4;
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(
            () => Waiting(reply => Answer(reply, task.Task)), new ServerOptions { Threads = threads, Accept = accept });
        server.Connect().Send("w"u8);
        for (int i = 1; i < inside; i++)
        {
            // One after another: several listeners take them in no promised order.
            UntilOpened(server, i);
            server.Connect();
        }
        UntilOpened(server, inside);
        Until.True(() => server.Status.Tasks == 1);
        server.Plan.FailAccepts([.. Enumerable.Repeat(SocketError.NotSocket, threads)]);
        using RawPeer outside = server.Connect();
        Assert.Equal(SocketError.NotSocket, server.JoinBroken().SocketErrorCode);
        Assert.Equal(Enumerable.Repeat(CloseReason.ServerFault, inside - 1), server.UntilClosed(inside - 1));
        task.SetResult();
        server.ExpectedServerFaults = inside;
        Assert.Equal(Enumerable.Repeat(CloseReason.ServerFault, inside), server.UntilClosed(inside));
    }

    [Theory, InlineData(50, 0, 0), InlineData(0, 90, 0), InlineData(0, 0, 90), InlineData(30, 50, 50)]
    public void E6_E7_B9_interrupted_calls_spurious_readiness_and_short_transfers_change_nothing(
        int interrupted, int wouldBlock, int shorter)
    {
        int seed = Seed.Random().Next();
        var plan = new FaultPlan(seed) { Interrupted = interrupted, WouldBlock = wouldBlock, Short = shorter, ShortBytes = 1 };
        ServerUnderTest server = Serve(() => new Mirror(), new ServerOptions { Faults = plan });
        EchoAtOnce(server.Connect(), bytes: 4096, largestChunk: 1024);
    }

    [Fact]
    public void E8_a_reset_while_the_server_goes_on_writing()
    {
        ServerUnderTest server = Serve(() => new Spring());
        RawPeer peer = server.Connect().Send(Spring.Request(1L << 40));
        AssertFlow(peer, 0, 1024 * 1024, stepBytes: 64 * 1024);
        peer.Reset();
        Assert.Equal([CloseReason.PeerAborted], server.UntilClosed(1));
    }

    [Fact]
    public void E10_a_peer_that_vanished_is_found_when_something_is_sent()
    {
        Needs(Capability.Reset);
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => Waiting(reply => Answer(reply, task.Task)));
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        Assert.SkipUnless(peer.Vanish(), "TCP_REPAIR needs CAP_NET_ADMIN.");
        task.SetResult();
        Assert.Equal([CloseReason.PeerAborted], server.UntilClosed(1));
    }
}
