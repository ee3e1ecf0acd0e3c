using System.Buffers.Binary;
using System.Globalization;
using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>Puts messages into their framing, and takes replies out of it.</summary>
internal static class Frames
{
    // «$», ten digits, and two endings of two.
    private const int MostRespBytes = 15;

    /// <summary>The most bytes that a message has in its framing.</summary>
    // In Redis' protocol every second byte could be a word, and each word has a header.
    internal static int MostBytes(MessageFraming framing, int message) => framing.Kind == FramingKind.Resp
        ? message + MostRespBytes * (2 + message / 2)
        : message + sizeof(int);

    /// <summary>Writes a message in its framing.</summary>
    /// <returns>How many bytes it has there.</returns>
    /// <exception cref="ArgumentException">It cannot be framed so.</exception>
    internal static int Write(MessageFraming framing, Span<byte> target, ReadOnlySpan<byte> message)
    {
        switch (framing.Kind)
        {
            case FramingKind.Line:
                if (message.Contains((byte)'\n')) throw new ArgumentException("A line cannot hold a line feed: choose another framing.");
                message.CopyTo(target);
                target[message.Length] = (byte)'\n';
                return message.Length + 1;
            case FramingKind.LengthPrefix:
                WritePrefix(framing, target, message.Length);
                message.CopyTo(target[framing.Bytes..]);
                return framing.Bytes + message.Length;
            case FramingKind.Resp:
                return WriteCommand(target, message);
            default:
                message.CopyTo(target);
                return message.Length;
        }
    }

    /// <summary>Looks for a reply at the start of what was received.</summary>
    /// <param name="framing">Where replies end.</param>
    /// <param name="bytes">What is not consumed yet.</param>
    /// <param name="progress">How far it was looked for already; the default value for a new one.</param>
    /// <returns>The reply, that it is incomplete, or how it is broken.</returns>
    internal static Frame Find(MessageFraming framing, ReadOnlySpan<byte> bytes, ref ReplyProgress progress) => framing.Kind switch
    {
        FramingKind.Line => progress.Line.Look(bytes),
        FramingKind.LengthPrefix => new LengthPrefixFraming(framing.Bytes, framing.LittleEndian).Look(bytes),
        FramingKind.Resp => progress.Resp.Look(bytes),
        _ => bytes.Length < framing.Bytes ? Frame.Incomplete(framing.Bytes) : Frame.Complete(0, framing.Bytes, framing.Bytes),
    };

    private static void WritePrefix(MessageFraming framing, Span<byte> target, int length)
    {
        if (length > new LengthPrefixFraming(framing.Bytes).MaxBytes)
            throw new ArgumentException($"{length} bytes cannot be announced by a prefix of {framing.Bytes}: choose a longer one.");
        if (framing.Bytes == 1) target[0] = (byte)length;
        else if (framing.Bytes == 2 && framing.LittleEndian) BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)length);
        else if (framing.Bytes == 2) BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)length);
        else if (framing.LittleEndian) BinaryPrimitives.WriteInt32LittleEndian(target, length);
        else BinaryPrimitives.WriteInt32BigEndian(target, length);
    }

    private static int WriteCommand(Span<byte> target, ReadOnlySpan<byte> message)
    {
        int words = 0;
        foreach (Range word in message.Split((byte)' ')) words += message[word].IsEmpty ? 0 : 1;
        int length = WriteHeader(target, (byte)'*', words);
        foreach (Range range in message.Split((byte)' '))
        {
            ReadOnlySpan<byte> word = message[range];
            if (word.IsEmpty) continue;
            length += WriteHeader(target[length..], (byte)'$', word.Length);
            word.CopyTo(target[length..]);
            length += word.Length;
            "\r\n"u8.CopyTo(target[length..]);
            length += 2;
        }
        return length;
    }

    private static int WriteHeader(Span<byte> target, byte type, int number)
    {
        target[0] = type;
        number.TryFormat(target[1..], out int digits, provider: CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(target[(1 + digits)..]);
        return digits + 3;
    }
}
