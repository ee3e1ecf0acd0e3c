using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Sockeye.Lab;

/// <summary>
/// One direction of a connection through the proxy: what is read at one end waits in a bounded queue, with the moment at which it came,
/// and goes through the toxics to the other end. A full queue is not read into: back-pressure goes through, too.
/// </summary>
internal sealed class ToxicDirection(Socket source, Socket target, IReadOnlyList<Toxic> toxics)
{
    private const int PieceBytes = 8 * 1024;
    private const int PiecesQueued = 16;

    private readonly Channel<(byte[] Buffer, int Length, long Moment)> _queue =
        Channel.CreateBounded<(byte[], int, long)>(new BoundedChannelOptions(PiecesQueued) { SingleReader = true, SingleWriter = true });

    /// <summary>Until the stream has ended and its end been passed on (<see cref="Passage.Open"/>), or the connection is to end.</summary>
    internal async Task<Passage> Run(CancellationToken over)
    {
        Task reading = Read(over);
        Passage passage = await Write(over).ConfigureAwait(false);
        // Whoever reads may wait for room in the queue, or for bytes that nobody passes on: it ends with the connection.
        if (passage == Passage.Open) await reading.ConfigureAwait(false);
        return passage;
    }

    private async Task Read(CancellationToken over)
    {
        Exception? failure = null;
        try
        {
            int length;
            do
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
                length = await source.ReceiveAsync(buffer.AsMemory(0, PieceBytes), over).ConfigureAwait(false);
                await _queue.Writer.WriteAsync((buffer, length, Moments.Now), over).ConfigureAwait(false);
            }
            while (length > 0);
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            failure = ended;
        }
        // What came before a reset is passed on before it.
        _queue.Writer.Complete(failure);
    }

    private async Task<Passage> Write(CancellationToken over)
    {
        Outlet row = Toxic.Row(toxics, new SocketOutlet(target));
        try
        {
            await foreach ((byte[] buffer, int length, long moment) in _queue.Reader.ReadAllAsync(over).ConfigureAwait(false))
            {
                Passage passage = await row.Pass(new(buffer.AsMemory(0, length), moment), over).ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(buffer);
                if (passage != Passage.Open) return passage;
            }
            return Passage.Open;
        }
        // Of either end: a reset goes through.
        catch (SocketException)
        {
            return Passage.Reset;
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            return Passage.Close;
        }
    }

    private sealed class SocketOutlet(Socket socket) : Outlet
    {
        internal override async ValueTask<Passage> Pass(Piece piece, CancellationToken over)
        {
            if (piece.IsEnd) socket.Shutdown(SocketShutdown.Send);
            for (ReadOnlyMemory<byte> left = piece.Bytes; !left.IsEmpty;)
                left = left[await socket.SendAsync(left, over).ConfigureAwait(false)..];
            return Passage.Open;
        }
    }
}
