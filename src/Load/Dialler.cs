using System.Net;
using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>Makes connections.</summary>
internal static class Dialler
{
    private static readonly TimeSpan UnixRetry = TimeSpan.FromMilliseconds(5);

    internal static readonly ClientFailure SelfConnect =
        new(FailureKind.SelfConnect, "the local port is the one asked for: nobody listens there");

    /// <summary>Connects; the first attempt has been issued when this returns to its caller, done or not.</summary>
    internal static async Task<Socket> Connect(EndPoint endPoint, CancellationToken deadline)
    {
        while (true)
        {
            Socket socket = New(endPoint.AddressFamily);
            try
            {
                await socket.ConnectAsync(endPoint, deadline).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
            {
                // unix(7): with a full backlog a non-blocking connect fails at once (EAGAIN), where TCP's kernel would
                // try again by itself. A socket that failed to connect is not used again.
                socket.Dispose();
                await Task.Delay(UnixRetry, deadline).ConfigureAwait(false);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    extension(Socket socket)
    {
        /// <summary>tcp(7) allows a simultaneous open, even with oneself: where the kernel chooses the very port that is
        /// asked for, connect succeeds though nobody listens, and the client would answer itself.</summary>
        internal bool IsConnectedToItself =>
            socket.AddressFamily != AddressFamily.Unix && socket.LocalEndPoint!.Equals(socket.RemoteEndPoint);
    }

    private static Socket New(AddressFamily family) => family == AddressFamily.Unix
        ? new(family, SocketType.Stream, ProtocolType.Unspecified)
        : new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
