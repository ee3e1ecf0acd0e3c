using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Bench;

/// <summary>Managed memory that a silent connection adds to a `select` server in a process of its own.</summary>
internal static class IdleCost
{
    private const int Goal = 2 * 1024;

    internal static int Run(bool smoke)
    {
        int connections = smoke ? 100 : 1_000;
        using Child server = new(core: 0, "serve-model", "select", "1");
        int port = int.Parse(server.Read(), CultureInfo.InvariantCulture);

        // A first client that was answered: what the server allocates once is not counted for the others.
        using Socket first = Connect(port);
        Ask(first);
        long before = Memory(server);
        List<Socket> silent = [];
        for (int i = 0; i < connections; i++) silent.Add(Connect(port));
        // Accepted in the order of connecting: when the last one is answered, all have been.
        Ask(silent[^1]);
        double bytes = (double)(Memory(server) - before) / connections;
        foreach (Socket socket in silent) socket.Dispose();

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"select: {bytes:0} bytes of managed memory a silent connection, of {connections}"));
        return bytes <= Goal ? 0 : 1;
    }

    private static Socket Connect(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static void Ask(Socket socket)
    {
        socket.Send("ping\n"u8);
        byte[] pong = new byte[5];
        for (int held = 0; held < pong.Length;)
        {
            int count = socket.Receive(pong, held, pong.Length - held, SocketFlags.None);
            if (count == 0) throw new EndOfStreamException("The server closed a connection.");
            held += count;
        }
    }

    private static long Memory(Child server)
    {
        server.Say("memory");
        return long.Parse(server.Read(), CultureInfo.InvariantCulture);
    }
}
