using System.Buffers.Binary;
using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>
/// A request of 8 bytes is a length; so many bytes flow, in pieces of uneven size, each sent before the next is made. The
/// byte at an offset is known, so that a lost piece shows.
/// </summary>
internal sealed class Spring : IProtocol
{
    internal const int RequestBytes = 8;
    internal const int MostAtOnce = 8 * 1024;

    private long _offset;
    private long _left;
    private int _piece;

    public long Messages { get; private set; }

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = 0;
        if (_left == 0)
        {
            if (received.Length < RequestBytes) return Next.Read;
            _left = BinaryPrimitives.ReadInt64BigEndian(received);
            consumed = RequestBytes;
            Messages++;
        }
        _piece = 1 + ((_piece + 2999) % MostAtOnce);
        int length = (int)Math.Min(_left, _piece);
        Pour(reply, length, _offset);
        _offset += length;
        _left -= length;
        return _left > 0 ? Next.More : Next.Read;
    }

    internal static byte[] Request(long bytes)
    {
        byte[] request = new byte[RequestBytes];
        BinaryPrimitives.WriteInt64BigEndian(request, bytes);
        return request;
    }

    /// <summary>Writes as many of its bytes at once.</summary>
    internal static void Pour(IReply reply, int length, long offset = 0)
    {
        Span<byte> span = reply.GetSpan(length)[..length];
        for (int i = 0; i < length; i++) span[i] = At(offset + i);
        reply.Advance(length);
    }

    /// <summary>The offset of the first wrong byte; -1 where all are right.</summary>
    internal static int FirstWrong(ReadOnlySpan<byte> bytes, long offset)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(offset + i)) return i;
        }
        return -1;
    }

    private static byte At(long offset) => (byte)(offset ^ (offset >> 8) ^ (offset >> 16));
}
