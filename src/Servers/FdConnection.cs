using Sockeye.Linux;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A connection over a file descriptor, for a loop: what <see cref="SocketConnection"/> is over a socket. One thread.</summary>
internal sealed class FdConnection(int fd, Connection connection) : ITimed<FdConnection>
{
    /// <summary>In no epoll set, while its protocol waits.</summary>
    internal const Readiness Unwatched = (Readiness)uint.MaxValue;

    private TimerLink<FdConnection> _timer;

    internal int Fd => fd;

    internal Connection Connection => connection;

    /// <summary>Its place in the reactor's table.</summary>
    internal Tag Tag { get; set; }

    /// <summary>What epoll was told to wait for.</summary>
    internal Readiness Interest { get; set; }

    internal bool Draining { get; set; }

    /// <summary>Its protocol waits for a task that has been asked to tell.</summary>
    internal bool Waiting { get; set; }

    internal Want Wants => connection.Wants;

    public long Deadline => connection.Deadline;

    public ref TimerLink<FdConnection> Timer => ref _timer;

    /// <summary>Receives once. False: there was nothing, and the loop waits until it is readable.</summary>
    internal bool Receive(Span<byte> buffer)
    {
        long asked = Clocks.Now;
        int received = Sockets.Receive(fd, buffer);
        if (received > 0) connection.Received(buffer[..received], asked, isAll: received < buffer.Length);
        else if (received == 0) connection.PeerEnded();
        else return Failed(received);
        return true;
    }

    /// <summary>Sends once. False: the kernel takes nothing now, and the loop waits until it is writable.</summary>
    internal bool Send()
    {
        int sent = Sockets.Send(fd, connection.Unsent);
        if (sent < 0) return Failed(sent);
        connection.Sent(sent);
        return true;
    }

    /// <summary>Sends FIN; what was sent before still arrives.</summary>
    internal void Finish()
    {
        _ = Sockets.Shutdown(fd, Ends.Sending);
        connection.Finished();
    }

    internal void Close()
    {
        // Linger 0 makes close(2) an RST: the kernel shall not go on sending what nobody waits for.
        if (connection.Abortive) _ = SocketOptions.SetAbortOnClose(fd);
        _ = Sockets.Close(fd);
        connection.Close();
    }

    private bool Failed(int result)
    {
        if (!Errno.WouldBlock(result))
        {
            connection.End(SocketErrors.Reason(Errno.ToSocketError(result)), Errno.Text(result));
            return true;
        }
        // Outside an exchange, and nothing is left of what the peer had sent.
        if (Draining && connection.Idle && SocketOptions.Unread(fd) <= 0) connection.End(CloseReason.Drained);
        else connection.Expire(Clocks.Now);
        return connection.Wants == Want.Close;
    }
}
