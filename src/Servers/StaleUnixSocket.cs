using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>The file that a server leaves behind when it could not close its Unix socket: it would make the address seem in use.</summary>
internal static class StaleUnixSocket
{
    /// <summary>Removes the file of an address, if it is a socket, and nobody answers.</summary>
    internal static void Remove(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint || !UnixSocketFile.Exists(endPoint.ToString()!)) return;
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Not to wait: a server whose backlog is full is alive, and says EAGAIN.
        probe.Blocking = false;
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(endPoint.ToString()!);
        }
        catch (SocketException)
        {
            // Somebody is there; binding will say so.
        }
    }
}
