using System.Net.Sockets;
using System.Text;

namespace Sockeye.Lab;

/// <summary>A client that sends pings and reads none of its pongs, until the server reads no more of it, or has taken what is bounded
/// here. It comes before the clients of the plan and stays as long as they do.</summary>
/// <param name="Client">The number that its pings bear.</param>
/// <param name="Stuck">For so long there is no room, and the server has stopped reading: it is busy with the pongs, and not only without
/// its core. Far less than it is patient for.</param>
internal sealed record SlowReader(int Client, TimeSpan Stuck) : Companion
{
    private const int PayloadBytes = 4000;
    private const int BufferBytes = 32 * 1024;

    // A server that keeps what nobody reads in its memory would take any amount.
    private const int MostBytes = 32 << 20;

    internal override string Text => "a client that reads none of its pongs";

    internal override int Descriptors => 1;

    internal override async Task<IAsyncDisposable> Begin(ServerProcess server, CancellationToken stop)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            SendBufferSize = BufferBytes,
            ReceiveBufferSize = BufferBytes,
        };
        Connection connection = new(socket);
        try
        {
            await socket.ConnectAsync(server.EndPoint, stop).ConfigureAwait(false);
            await Task.Run(() => Fill(socket, stop), stop).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Fill(Socket socket, CancellationToken stop)
    {
        socket.Blocking = false;
        byte[] ping = Encoding.ASCII.GetBytes($"ping {Client} 1 {new string('x', PayloadBytes)}\n");
        int within = 0;
        for (int sent = 0; sent < MostBytes && !stop.IsCancellationRequested;)
        {
            int taken = socket.Send(ping.AsSpan(within), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                if (!socket.Poll(Stuck, SelectMode.SelectWrite)) return;
                continue;
            }
            if (error != SocketError.Success) return; // the server has had enough of it, which is its right
            sent += taken;
            within = (within + taken) % ping.Length;
        }
    }

    private sealed class Connection(Socket socket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
