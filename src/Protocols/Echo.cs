using System.Buffers;

namespace Sockeye.Protocols;

/// <summary>Sends back every byte it is sent, in pieces of at most <see cref="PieceBytes"/>, and of what the server lets one call
/// write. It has no messages.</summary>
public sealed class Echo : IProtocol
{
    /// <summary>The most that one call echoes: 16 KiB. The rest waits until that has been sent.</summary>
    public const int PieceBytes = 16 * 1024;

    /// <inheritdoc/>
    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        ArgumentNullException.ThrowIfNull(reply);
        consumed = Math.Min(received.Length, Math.Min(PieceBytes, reply.Room));
        reply.Write(received[..consumed]);
        return Next.Read;
    }
}
