using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>One connection through the proxy, of two sockets, from its begin to its end.</summary>
internal sealed class ToxicConnection(Socket client, Socket server, Toxics toxics)
{
    private const int DroppedBytes = 64 * 1024;

    // Whoever does not take note of the end by then is cut off.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Passes on until both directions have ended, or a toxic, a reset or <paramref name="down"/> ends it.</summary>
    internal async Task Run(CancellationToken down)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(down);
        Task<Passage> toServer = new ToxicDirection(client, server, toxics.ToServer).Run(over.Token);
        Task<Passage> toClient = new ToxicDirection(server, client, toxics.ToClient).Run(over.Token);
        Passage end = await (await Task.WhenAny(toServer, toClient).ConfigureAwait(false)).ConfigureAwait(false);
        // A half that has ended as it should leaves the other to go on.
        if (end == Passage.Open) end = Worse(await toServer.ConfigureAwait(false), await toClient.ConfigureAwait(false));
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(toServer, toClient).ConfigureAwait(false);
        if (down.IsCancellationRequested) end = Passage.Reset;
        await Task.WhenAll(End(client, end), End(server, end)).ConfigureAwait(false);
    }

    private static Passage Worse(Passage one, Passage other) => one > other ? one : other;

    private static async Task End(Socket socket, Passage how)
    {
        using (socket)
        {
            if (how == Passage.Reset) socket.LingerState = new(enable: true, seconds: 0);
            if (how != Passage.Close) return;
            try
            {
                socket.Shutdown(SocketShutdown.Send);
                await Drop(socket).ConfigureAwait(false);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                return; // it is closed either way
            }
        }
    }

    // Closing with unread input would be a reset (RFC 1122, 4.2.2.13), and destroy what has been passed on.
    private static async Task Drop(Socket socket)
    {
        using CancellationTokenSource patience = new(Patience);
        byte[] dropped = new byte[DroppedBytes];
        while (await socket.ReceiveAsync(dropped.AsMemory(), patience.Token).ConfigureAwait(false) > 0) continue;
    }
}
