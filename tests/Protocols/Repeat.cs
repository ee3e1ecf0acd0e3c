using System.Buffers;
using Sockeye.Protocols;

namespace Sockeye.Tests.Protocols;

/// <summary>
/// A protocol that streams: a message, of 2 bytes of length, is a count and a text, and answered with the text so many
/// times, one piece a call. Where the peer finishes in the middle of a message, a last piece tells it.
/// </summary>
internal sealed class Repeat() : MessageProtocol<LengthPrefixFraming>(new(2))
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private int _left;

    protected override Next Open(IReply reply)
    {
        _left = 1;
        _text.Write("hello "u8);
        return Next.More;
    }

    protected override Next Message(ReadOnlySpan<byte> message, IReply reply)
    {
        if (message.IsEmpty) return Next.Fail("no count");
        _text.ResetWrittenCount();
        _text.Write(message[1..]);
        // Nothing, so many times, is a protocol that does nothing.
        _left = message.Length > 1 ? message[0] : 0;
        return More(reply);
    }

    protected override Next More(IReply reply)
    {
        if (_left == 0) return Next.Read;
        reply.Write(_text.WrittenSpan);
        return --_left > 0 ? Next.More : Next.Read;
    }

    protected override Next End(IReply reply)
    {
        if (!Unfinished) return Next.Close;
        _text.ResetWrittenCount();
        _text.Write(" unfinished"u8);
        _left = 2;
        return Next.More;
    }
}
