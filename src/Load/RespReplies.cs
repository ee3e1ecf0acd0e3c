using System.Buffers.Text;
using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>Where a reply of Redis' protocol ends. A simple string, a number and a bulk string are handed on without their framing,
/// an error with its sign, an array as it came.</summary>
internal static class RespReplies
{
    private const int Deepest = 8;

    internal static Frame Look(ReadOnlySpan<byte> bytes)
    {
        if (Length(bytes, 0) is not { } whole) return Frame.Incomplete();
        if (whole < 0) return Frame.Broken("no reply of Redis");
        return bytes[0] switch
        {
            (byte)'-' => Frame.Complete(0, whole - 2, whole),
            (byte)'*' => Frame.Complete(0, whole, whole),
            (byte)'$' when bytes[1] == '-' => Frame.Complete(0, 0, whole),
            (byte)'$' => Frame.Complete(Header(bytes) + 2, whole - Header(bytes) - 4, whole),
            _ => Frame.Complete(1, whole - 3, whole),
        };
    }

    /// <summary>How long the reply is that begins here; null where its end has not come, negative where it is none.</summary>
    private static int? Length(ReadOnlySpan<byte> bytes, int depth)
    {
        int header = Header(bytes);
        if (bytes.IsEmpty) return null;
        if (!"+-:$*"u8.Contains(bytes[0]) || depth > Deepest) return -1;
        if (header < 0) return null;
        int length = header + 2;
        if (bytes[0] is not ((byte)'$' or (byte)'*')) return length;
        if (!Utf8Parser.TryParse(bytes[1..header], out int number, out int digits) || digits != header - 1 || number < -1) return -1;
        if (bytes[0] == '$')
        {
            long end = length + (number < 0 ? 0 : number + 2L);
            return end > bytes.Length ? null : (int)end;
        }
        for (; number > 0; number--)
        {
            if (Length(bytes[length..], depth + 1) is not { } element) return null;
            if (element < 0) return -1;
            length += element;
        }
        return length;
    }

    private static int Header(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\r\n"u8);
}
