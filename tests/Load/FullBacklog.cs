using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sockeye.Tests.Load;

/// <summary>A listener that accepts nobody and whose backlog is full: a further connect is neither made nor refused.</summary>
internal static class FullBacklog
{
    internal static Socket Listen(out EndPoint endPoint, out List<Socket> held, EndPoint? at = null)
    {
        at ??= new IPEndPoint(IPAddress.Loopback, 0);
        Socket listener = new(at.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(at);
        listener.Listen(1);
        endPoint = listener.LocalEndPoint!;
        held = [];
        // listen(1) takes two; the third one waits (TCP) or fails at once (Unix).
        for (int i = 0; i < 2; i++)
        {
            Socket client = new(at.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(endPoint);
            held.Add(client);
        }
        return listener;
    }

    /// <summary>How many sockets are still connecting there, of whomever.</summary>
    internal static int Connecting(EndPoint endPoint) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.State == TcpState.SynSent && connection.RemoteEndPoint.Equals(endPoint));
}
