using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Linux;

public class SocketsTests
{
    [Fact]
    public void Both_ends_tell_their_addresses()
    {
        using LoopbackPair pair = new();
        Assert.Equal(SocketName.Local(pair.Client), SocketName.Peer(pair.Server));
        Assert.Equal(SocketName.Local(pair.Listener), SocketName.Peer(pair.Client));
        Assert.NotEqual(0, Assert.IsType<IPEndPoint>(SocketName.Local(pair.Listener)).Port);
        Assert.Null(SocketName.Peer(pair.Listener));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_IPv6_listener_takes_IPv4_clients_in_dual_mode_only(bool dualMode)
    {
        int listener = Sockets.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), backlog: 1, dualMode);
        Assert.SkipWhen(listener == -97, "no IPv6 here"); // EAFNOSUPPORT
        Assert.True(listener >= 0, Errno.Text(listener));
        int port = Assert.IsType<IPEndPoint>(SocketName.Local(listener)).Port;
        int client = Sockets.Connect(new IPEndPoint(IPAddress.Loopback, port));
        if (client >= 0 && SocketOptions.PendingError(client) is int pending and < 0)
        {
            _ = Sockets.Close(client);
            client = pending;
        }
        Assert.Equal(dualMode, client >= 0);
        if (dualMode)
        {
            int server = Sockets.Accept(listener);
            IPEndPoint peer = Assert.IsType<IPEndPoint>(SocketName.Peer(server));
            Assert.True(peer.Address.IsIPv4MappedToIPv6);
            _ = Sockets.Close(server);
            _ = Sockets.Close(client);
        }
        _ = Sockets.Close(listener);
    }

    [Fact]
    public void A_Unix_socket_has_a_path_and_its_client_an_empty_one()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}.sock");
        int listener = Sockets.Listen(new UnixDomainSocketEndPoint(path), backlog: 1);
        try
        {
            Assert.True(listener >= 0, Errno.Text(listener));
            Assert.Equal(path, SocketName.Local(listener)!.ToString());
            Assert.Equal(-Errno.EADDRINUSE, Sockets.Listen(new UnixDomainSocketEndPoint(path), backlog: 1));
            int client = Sockets.Connect(new UnixDomainSocketEndPoint(path));
            int server = Sockets.Accept(listener);
            Assert.Equal(path, SocketName.Peer(client)!.ToString());
            Assert.Equal("", SocketName.Peer(server)!.ToString());
            Assert.Equal(-Errno.EOPNOTSUPP, SocketOptions.SetNoDelay(server));
            Assert.Equal(2, Sockets.Send(client, "hi"u8));
            Assert.Equal(2, Sockets.Receive(server, new byte[8]));
            _ = Sockets.Close(client);
            Assert.Equal(0, Sockets.Receive(server, new byte[8]));
            _ = Sockets.Close(server);
        }
        finally
        {
            _ = Sockets.Close(listener);
            File.Delete(path);
        }
    }

    [Fact]
    public void A13_a_second_listener_on_the_port_is_refused_unless_both_share_it()
    {
        using LoopbackPair pair = new();
        EndPoint taken = SocketName.Local(pair.Listener)!;
        Assert.False(SocketOptions.IsReusePort(pair.Listener));
        Assert.Equal(-Errno.EADDRINUSE, Sockets.Listen(taken, backlog: 1));
        Assert.Equal(-Errno.EADDRINUSE, Sockets.Listen(taken, backlog: 1, reusePort: true));

        int first = pair.Opened(Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1, reusePort: true));
        pair.Opened(Sockets.Listen(SocketName.Local(first)!, backlog: 1, reusePort: true));
        Assert.Equal(-Errno.EADDRNOTAVAIL, Sockets.Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), backlog: 1));
    }

    [Fact]
    public void What_is_there_to_receive_is_seen_and_stays_and_an_error_is_told_once()
    {
        using LoopbackPair pair = new();
        Assert.True(Errno.WouldBlock(Sockets.Peek(pair.Server)));
        Assert.Equal(2, Sockets.Send(pair.Client, "hi"u8));
        LoopbackPair.Until(() => Sockets.Peek(pair.Server) == 1);
        Assert.Equal(2, Sockets.Receive(pair.Server, new byte[8]));
        _ = SocketOptions.SetAbortOnClose(pair.Client);
        pair.Close(pair.Client);
        LoopbackPair.Until(() => Sockets.Peek(pair.Server) == -Errno.ECONNRESET);
        Assert.NotEqual(-Errno.ECONNRESET, Sockets.Receive(pair.Server, new byte[8]));
    }

    [Fact]
    public void F9_a_listener_starts_again_although_the_port_is_in_TIME_WAIT()
    {
        using LoopbackPair pair = new();
        EndPoint port = SocketName.Local(pair.Listener)!;
        pair.Close(pair.Listener);
        pair.Close(pair.Server); // first: TIME_WAIT is here
        LoopbackPair.Until(() => Sockets.Receive(pair.Client, new byte[1]) == 0);
        pair.Close(pair.Client);
        pair.Opened(Sockets.Listen(port, backlog: 1));
    }

    [Fact]
    public void Nothing_to_accept_or_to_receive_is_EAGAIN_and_the_end_is_0()
    {
        using LoopbackPair pair = new();
        Assert.True(Errno.WouldBlock(Sockets.Accept(pair.Listener)));
        Assert.True(Errno.WouldBlock(Sockets.Receive(pair.Server, new byte[1])));
        Assert.Equal(0, Sockets.Shutdown(pair.Client, Ends.Sending));
        LoopbackPair.Until(() => Sockets.Receive(pair.Server, new byte[1]) == 0);
        LoopbackPair.Deliver(pair.Server, "still"u8); // a half-close: the other direction lives
        Assert.Equal(5, Sockets.Receive(pair.Client, new byte[8]));
    }

    [Fact]
    public void An_abort_is_a_reset_and_a_send_after_it_an_error_without_a_signal()
    {
        using LoopbackPair pair = new();
        Assert.Equal(0, SocketOptions.SetAbortOnClose(pair.Client));
        pair.Close(pair.Client);
        LoopbackPair.Until(() => Sockets.Receive(pair.Server, new byte[1]) == -Errno.ECONNRESET);
        Assert.Equal(-Errno.EPIPE, Sockets.Send(pair.Server, "x"u8));
        Assert.Null(SocketName.Peer(pair.Server));
        Assert.Equal(0, Sockets.Shutdown(pair.Server, Ends.Both)); // ENOTCONN, forgiven
    }

    [Fact]
    public void A_send_stops_when_the_peer_does_not_read()
    {
        using LoopbackPair pair = new(sendBufferBytes: 4096, receiveBufferBytes: 4096);
        byte[] bytes = new byte[1 << 16];
        int taken = 0, result;
        while ((result = Sockets.Send(pair.Server, bytes)) > 0 && taken < 64 << 20) taken += result;
        Assert.True(Errno.WouldBlock(result), Errno.Text(result));
        Assert.True(SocketOptions.Unacknowledged(pair.Server) > 0);
    }

    [Fact]
    public void A_refused_connect_says_so()
    {
        using LoopbackPair pair = new();
        EndPoint gone = SocketName.Local(pair.Listener)!;
        pair.Close(pair.Listener);
        int client = Sockets.Connect(gone);
        int result = client < 0 ? client : SocketOptions.PendingError(pair.Opened(client));
        Assert.Equal(-Errno.ECONNREFUSED, result);
    }

    [Fact]
    public void F6_a_listener_that_shares_its_port_takes_its_queue_with_it_unless_requests_migrate()
    {
        OwnNetwork.SkipWithout();
        Assert.Equal("0 reset, 100 accepted", Child.Ask($"{nameof(ChildScenarios.SharedPortClosed)} 1", OwnNetwork.Command));
        // The loss that a server avoids which empties its queues before it closes its listeners.
        string told = Child.Ask($"{nameof(ChildScenarios.SharedPortClosed)} 0", OwnNetwork.Command);
        Assert.Matches("^[1-9][0-9]? reset, [1-9][0-9]? accepted$", told);
    }

    [Fact]
    public void A14_every_descriptor_is_closed_on_exec_and_sockets_do_not_block()
    {
        const int nonBlocking = 0x800, closeOnExec = 0x80000;
        using LoopbackPair pair = new();
        using Epoll epoll = new(1);
        using EventFd counter = new();
        foreach (int fd in (ReadOnlySpan<int>)[pair.Listener, pair.Client, pair.Server, counter.Fd])
            Assert.Equal(nonBlocking | closeOnExec, FlagsOf(fd) & (nonBlocking | closeOnExec));
        Assert.Equal(closeOnExec, FlagsOf(epoll.Fd) & closeOnExec);
        if (!KernelSupport.IoUring.IsSupported) return;
        using RingSession session = new();
        Assert.Equal(closeOnExec, FlagsOf(session.Ring.Fd) & closeOnExec);
        session.Ring.Next().AcceptMultishot(pair.Listener, default);
        pair.Connect();
        Assert.Equal(nonBlocking | closeOnExec, FlagsOf(pair.Opened(session.Next().Result)) & (nonBlocking | closeOnExec));
    }

    // proc_pid_fdinfo(5): flags, in octal.
    private static int FlagsOf(int fd)
    {
        string flags = File.ReadLines($"/proc/self/fdinfo/{fd}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt32(flags["flags:".Length..].Trim(), 8);
    }
}
