using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Tests.Load;

/// <summary>A server of raw sockets that treats each connection as a test's script says; the connections are numbered in
/// the order of accepting. It knows nothing of our protocols or models.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Task _accepting;

    internal ScriptedServer(Func<Peer, int, Task> script, EndPoint? endPoint = null)
    {
        endPoint ??= new IPEndPoint(IPAddress.Loopback, 0);
        _listener = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(endPoint);
        _listener.Listen(128);
        _accepting = Accept(script);
    }

    internal EndPoint EndPoint => _listener.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Accept(Func<Peer, int, Task> script)
    {
        List<Task> peers = [];
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                peers.Add(Play(script, socket, peers.Count));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(peers);
        }
    }

    // A client may leave in the middle of a script, and a test end while one still waits: both are as they should be.
    private async Task Play(Func<Peer, int, Task> script, Socket socket, int number)
    {
        using (socket)
        {
            try
            {
                await script(new(socket, _stop.Token), number);
            }
            catch (Exception left) when (left is SocketException or OperationCanceledException or EndOfStreamException)
            {
                return;
            }
        }
    }

    /// <summary>The server's end of a connection.</summary>
    internal sealed class Peer(Socket socket, CancellationToken stop)
    {
        internal Socket Socket => socket;

        internal async Task<string> Line()
        {
            StringBuilder line = new();
            byte[] one = new byte[1];
            while (await socket.ReceiveAsync(one, stop) == 1)
            {
                if (one[0] == '\n') return line.ToString();
                line.Append((char)one[0]);
            }
            throw new EndOfStreamException();
        }

        internal async Task Send(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text), stop);

        internal Task Silence() => Task.Delay(Timeout.Infinite, stop);

        /// <summary>Answers the next pings rightly.</summary>
        internal async Task Pong(int pings = int.MaxValue)
        {
            for (int i = 0; i < pings; i++) await Send($"pong{(await Line())["ping".Length..]}\n");
        }

        /// <summary>Closes by RST.</summary>
        internal void Reset() => socket.Close(timeout: 0);
    }
}
