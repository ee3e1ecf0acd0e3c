using System.Buffers;
using System.Globalization;

namespace Sockeye.Protocols;

/// <summary>The replies of Redis' protocol.</summary>
internal static class RespReply
{
    // Enough to recognise a name by; what is repeated to a peer, and so may come to its log, is cut and escaped.
    private const int MaxNameBytes = 64;

    internal static void WriteBulk(IBufferWriter<byte> target, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[Digits.Max];
        bytes.Length.TryFormat(length, out int digits, provider: CultureInfo.InvariantCulture);
        target.Write("$"u8);
        target.Write(length[..digits]);
        target.Write("\r\n"u8);
        target.Write(bytes);
        target.Write("\r\n"u8);
    }

    internal static void WriteUnknown(IBufferWriter<byte> target, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name)
    {
        target.Write("-ERR unknown "u8);
        target.Write(kind);
        target.Write(" '"u8);
        WriteEscaped(target, name[..Math.Min(name.Length, MaxNameBytes)]);
        target.Write(name.Length > MaxNameBytes ? "...'\r\n"u8 : "'\r\n"u8);
    }

    internal static void WriteWrongNumber(IBufferWriter<byte> target, ReadOnlySpan<byte> command)
    {
        target.Write("-ERR wrong number of arguments for '"u8);
        target.Write(command);
        target.Write("' command\r\n"u8);
    }

    private static void WriteEscaped(IBufferWriter<byte> target, ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value is >= (byte)' ' and <= (byte)'~' and not ((byte)'\'' or (byte)'\\'))
            {
                target.Write([value]);
                continue;
            }

            target.Write([(byte)'\\', (byte)'x', Hex(value >> 4), Hex(value & 15)]);
        }
    }

    private static byte Hex(int nibble) => "0123456789abcdef"u8[nibble];
}
