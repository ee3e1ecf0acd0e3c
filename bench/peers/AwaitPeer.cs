using System.Net;
using System.Net.Sockets;

namespace Sockeye.Bench;

/// <summary>A plain server on awaited sockets: a task and two buffers a connection, without any limit or clock.</summary>
internal static class AwaitPeer
{
    internal static void Serve()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Child.SayPort(listener.LocalEndPoint);
        _ = Accept(listener);
    }

    private static async Task Accept(Socket listener)
    {
        while (true) _ = Converse(await listener.AcceptAsync());
    }

    private static async Task Converse(Socket connection)
    {
        using Socket own = connection;
        connection.NoDelay = true;
        byte[] input = new byte[4096];
        byte[] output = new byte[4096];
        int held = 0;
        while (true)
        {
            int count = await connection.ReceiveAsync(input.AsMemory(held));
            if (count == 0) return;
            held += count;
            while (Pongs.Answer(input.AsSpan(0, held), output, out int written) is > 0 and int consumed)
            {
                input.AsSpan(consumed, held - consumed).CopyTo(input);
                held -= consumed;
                for (int sent = 0; sent < written;) sent += await connection.SendAsync(output.AsMemory(sent, written - sent));
            }
        }
    }
}
