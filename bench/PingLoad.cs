using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Bench;

/// <summary>The load: on each connection one ping of 16 bytes outstanding, sent to all in turn and awaited from all in turn.</summary>
internal static class PingLoad
{
    /// <summary>Bytes of a ping, as of its pong.</summary>
    private const int MessageBytes = 16;

    /// <summary>Warms the server up, says «warm», waits for a line, does the rounds, says «done».</summary>
    internal static int Run(int port, int connections, int warmUp, int rounds)
    {
        Socket[] sockets = new Socket[connections];
        byte[][] pings = new byte[connections][];
        for (int i = 0; i < connections; i++)
        {
            sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            sockets[i].Connect(IPAddress.Loopback, port);
            pings[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ping {i:00} {1_000_000 + i}\n"));
        }
        Exchange(sockets, pings, warmUp);
        Console.WriteLine("warm");
        Console.ReadLine();
        Exchange(sockets, pings, rounds);
        Console.WriteLine("done");
        foreach (Socket socket in sockets) socket.Dispose();
        return 0;
    }

    private static void Exchange(Socket[] sockets, byte[][] pings, int rounds)
    {
        byte[] pong = new byte[MessageBytes];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < sockets.Length; i++) sockets[i].Send(pings[i]);
            for (int i = 0; i < sockets.Length; i++)
            {
                for (int held = 0; held < MessageBytes;)
                {
                    int count = sockets[i].Receive(pong, held, MessageBytes - held, SocketFlags.None);
                    if (count == 0) throw new InvalidOperationException($"The server closed connection {i}.");
                    held += count;
                }
                if (!pong.AsSpan().StartsWith("pong"u8) || !pong.AsSpan(4).SequenceEqual(pings[i].AsSpan(4)))
                    throw new InvalidOperationException($"Connection {i} got another pong than its own.");
            }
        }
    }
}
