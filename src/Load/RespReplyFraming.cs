using System.Buffers.Text;
using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>Where a reply of Redis' protocol ends. A simple string, a number and a bulk string are handed on without their framing,
/// an error with its sign, an array as it came, with all that is in it.</summary>
internal struct RespReplyFraming : IFraming
{
    // Type, sign, digits, CR, LF, and some to spare; so a header that comes byte by byte is looked at this often at most.
    private const int MostHeaderBytes = 32;

    // An array asks for its elements, and an element may be an array: so they are counted, and nothing is nested.
    private long _missing;
    private int _looked;
    private int _scanned;
    private string? _failure;

    /// <inheritdoc/>
    public Frame Look(ReadOnlySpan<byte> bytes)
    {
        if (_failure is not null) return Frame.Broken(_failure);
        if (_missing == 0) _missing = 1;
        for (; _missing > 0; _missing--)
        {
            Frame part = LookForPart(bytes[_looked..]);
            if (part.Kind == FrameKind.Complete)
            {
                _looked += part.Consumed;
                _scanned = 0;
                continue;
            }
            if (part.Kind == FrameKind.Broken) _failure = part.Failure;
            return part.AnnouncedBytes > 0 ? Frame.Incomplete(_looked + part.AnnouncedBytes) : part;
        }
        int whole = _looked;
        this = default;
        return Reply(bytes[..whole]);
    }

    private static Frame Reply(ReadOnlySpan<byte> whole) => whole[0] switch
    {
        (byte)'-' => Frame.Complete(0, whole.Length - 2, whole.Length),
        (byte)'*' => Frame.Complete(0, whole.Length, whole.Length),
        (byte)'$' when whole[1] == '-' => Frame.Complete(0, 0, whole.Length),
        (byte)'$' => Frame.Complete(Header(whole) + 2, whole.Length - Header(whole) - 4, whole.Length),
        _ => Frame.Complete(1, whole.Length - 3, whole.Length),
    };

    // One line, or a header with its string; of an array the header alone.
    private Frame LookForPart(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return Frame.Incomplete();
        if (!"+-:$*"u8.Contains(rest[0])) return Broken;
        bool isHeader = rest[0] is (byte)'$' or (byte)'*' or (byte)':';
        int found = Header(rest[_scanned..]);
        int end = _scanned + found;
        if (isHeader && (found < 0 ? rest.Length : end + 2) > MostHeaderBytes) return Broken;
        if (found < 0)
        {
            // The last byte may be the CR of an ending whose LF has not come.
            _scanned = rest.Length - 1;
            return Frame.Incomplete();
        }
        if (rest[0] is not ((byte)'$' or (byte)'*')) return Frame.Complete(0, end, end + 2);
        if (!TryReadLength(rest[1..end], out int length)) return Broken;
        if (rest[0] == '$') return LookForString(rest, end + 2, length);
        _missing += Math.Max(length, 0);
        return Frame.Complete(0, end, end + 2);
    }

    private static Frame LookForString(ReadOnlySpan<byte> rest, int start, int length)
    {
        if (length < 0) return Frame.Complete(0, 0, start);
        // A sum of 64 bits: the largest length would wrap around in 32.
        long end = start + (long)length + 2;
        if (rest.Length < end) return Frame.Incomplete(end);
        return rest[..(int)end].EndsWith("\r\n"u8) ? Frame.Complete(start, length, (int)end) : Broken;
    }

    // -1 stands for nothing at all.
    private static bool TryReadLength(ReadOnlySpan<byte> text, out int length) =>
        Utf8Parser.TryParse(text, out length, out int digits) && digits == text.Length
            && (length >= 0 ? text[0] is not (byte)'-' : length == -1);

    private static int Header(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\r\n"u8);

    private static Frame Broken => Frame.Broken("no reply of Redis");
}
