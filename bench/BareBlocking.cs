using System.Net;
using System.Net.Sockets;

namespace Sockeye.Bench;

/// <summary>
/// The floor of a blocking server in .NET, without any code of ours: receive, find the line, turn ping into pong, send. It
/// has no limit, clock, observer or drain, and must not be shipped; what our models cost beyond it is what those cost.
/// </summary>
internal static class BareBlocking
{
    /// <summary>Serves until its stdin ends: one connection after another on this thread, or a thread for each.</summary>
    internal static int Serve(int connections)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Child.SayPort(listener.LocalEndPoint);
        new Thread(() => Accept(listener, connections)) { IsBackground = true }.Start();
        return Child.AwaitEnd();
    }

    private static void Accept(Socket listener, int connections)
    {
        while (true)
        {
            Socket connection = listener.Accept();
            connection.NoDelay = true;
            if (connections == 1) Converse(connection);
            else new Thread(() => Converse(connection)) { IsBackground = true }.Start();
        }
    }

    private static void Converse(Socket connection)
    {
        using Socket own = connection;
        byte[] received = new byte[16 * 1024];
        byte[] reply = new byte[16 * 1024];
        int held = 0;
        while (true)
        {
            int count = connection.Receive(received, held, received.Length - held, SocketFlags.None);
            if (count == 0) return;
            held += count;
            int begin = 0;
            int written = 0;
            while (received.AsSpan(begin, held - begin).IndexOf((byte)'\n') is >= 0 and int length)
            {
                ReadOnlySpan<byte> line = received.AsSpan(begin, length + 1);
                if (!line.StartsWith("ping"u8)) return;
                "pong"u8.CopyTo(reply.AsSpan(written));
                line["ping".Length..].CopyTo(reply.AsSpan(written + "pong".Length));
                written += line.Length;
                begin += line.Length;
            }
            received.AsSpan(begin, held - begin).CopyTo(received);
            held -= begin;
            for (int sent = 0; sent < written;) sent += connection.Send(reply, sent, written - sent, SocketFlags.None);
        }
    }
}
