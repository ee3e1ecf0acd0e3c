using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>Clients that begin a message and send a byte of it now and then, so that it never ends (slowloris); each until the server
/// ends it.</summary>
internal sealed class DripCrowd : IDisposable
{
    private static readonly byte[] Begin = "ping 0 1 "u8.ToArray();
    private static readonly byte[] Drip = "."u8.ToArray();

    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _dripping = [];

    /// <summary>Connects them, each with a message begun.</summary>
    /// <param name="server">Whom they abuse.</param>
    /// <param name="clients">How many.</param>
    /// <param name="pause">Between two bytes of one.</param>
    /// <param name="stop">Ends all of it.</param>
    /// <exception cref="SocketException">The server refuses.</exception>
    internal static async Task<DripCrowd> Connect(IPEndPoint server, int clients, TimeSpan pause, CancellationToken stop)
    {
        DripCrowd crowd = new();
        try
        {
            // One after another: all at once they would find the backlog full, and the kernel tries again only after a second.
            for (int i = 0; i < clients; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                crowd._sockets.Add(socket);
                await socket.ConnectAsync(server, stop).ConfigureAwait(false);
                await socket.SendAsync(Begin.AsMemory(), stop).ConfigureAwait(false);
                crowd._dripping.Add(GoOn(socket, pause, pause * i / clients, stop));
            }
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server has ended all of them.</summary>
    /// <returns>How many it has ended in time.</returns>
    internal async Task<int> UntilCut(TimeSpan within, CancellationToken stop)
    {
        await Task.WhenAny(Task.WhenAll(_dripping), Task.Delay(within, stop)).ConfigureAwait(false);
        return _dripping.Count(drip => drip.IsCompleted);
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
    }

    private static async Task GoOn(Socket socket, TimeSpan pause, TimeSpan phase, CancellationToken stop)
    {
        try
        {
            Task<int> end = socket.ReceiveAsync(new byte[1].AsMemory(), stop).AsTask();
            await Task.WhenAny(end, Task.Delay(phase, stop)).ConfigureAwait(false);
            while (!end.IsCompleted)
            {
                await socket.SendAsync(Drip.AsMemory(), stop).ConfigureAwait(false);
                await Task.WhenAny(end, Task.Delay(pause, stop)).ConfigureAwait(false);
            }
            await end.ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Debug.WriteLine("The server ended it by a reset, or nobody waits for it any more.");
        }
    }
}
