using System.Buffers;
using System.Buffers.Binary;
using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>
/// The standard protocol of the suite: frames of a 4-byte length and a payload, each answered with its number on this
/// connection, its length and a sum over its bytes. It has state across reads, leaves unfinished frames unconsumed and
/// counts, so that a byte lost, doubled, out of order or of another connection shows in the next answer.
/// </summary>
internal sealed class Counting : IProtocol
{
    internal const int HeaderBytes = 4;
    internal const int AnswerBytes = 12;

    public long Messages { get; private set; }

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = 0;
        while (received.Length - consumed >= HeaderBytes)
        {
            ReadOnlySpan<byte> rest = received[consumed..];
            long total = HeaderBytes + (long)BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (rest.Length < total) return Next.ReadMessage(total);
            consumed += (int)total;
            Answer(Messages++, rest[HeaderBytes..(int)total], reply);
        }
        return Next.Read;
    }

    internal static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <summary>The header of a frame whose payload is as long.</summary>
    internal static byte[] Header(uint length)
    {
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);
        return header;
    }

    /// <summary>What a connection must answer to these payloads.</summary>
    internal static byte[] Answers(params IEnumerable<byte[]> payloads)
    {
        var answers = new ArrayBufferWriter<byte>();
        long number = 0;
        foreach (byte[] payload in payloads) Answer(number++, payload, answers);
        return answers.WrittenSpan.ToArray();
    }

    private static void Answer(long number, ReadOnlySpan<byte> payload, IBufferWriter<byte> reply)
    {
        uint sum = 17;
        foreach (byte value in payload) sum = (sum * 31) + value;
        Span<byte> answer = reply.GetSpan(AnswerBytes);
        BinaryPrimitives.WriteInt32BigEndian(answer, (int)number);
        BinaryPrimitives.WriteInt32BigEndian(answer[4..], payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(answer[8..], sum);
        reply.Advance(AnswerBytes);
    }
}
