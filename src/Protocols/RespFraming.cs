namespace Sockeye.Protocols;

/// <summary>
/// How Redis' protocol (RESP) frames a command: an array of bulk strings, each preceded by its length
/// (<c>*1\r\n$4\r\nPING\r\n</c>), or a line to type by hand (<c>PING\r\n</c>). An array is handed on whole, a line
/// without its ending; <see cref="RespArguments"/> reads both.
/// </summary>
public struct RespFraming : IFraming
{
    /// <summary>The most elements that a command may have: 1,024.</summary>
    public const int MaxElements = 1024;

    /// <summary>The longest bulk string that may be announced: 512 MiB, as in Redis. The server's limit on a message is
    /// lower and comes first.</summary>
    public const int MaxBulkBytes = 512 * 1024 * 1024;

    // Type, sign, digits, CR, LF, and some to spare; so a header that comes byte by byte is looked at this often at most.
    private const int MaxHeaderBytes = 32;

    private LineFraming _line;
    private int _looked;
    private int _elements;
    private long _bulkEnd;
    private string? _failure;

    /// <inheritdoc/>
    public Frame Look(ReadOnlySpan<byte> bytes)
    {
        if (_failure is not null) return Frame.Broken(_failure);
        if (bytes.IsEmpty) return Frame.Incomplete();
        Frame frame = bytes[0] == '*' ? LookForArray(bytes) : LookForLine(bytes);
        if (frame.Kind == FrameKind.Complete) this = default;
        else _failure = frame.Failure;
        return frame;
    }

    private Frame LookForLine(ReadOnlySpan<byte> bytes)
    {
        // A control byte is not typed by anybody: it is another protocol (TLS begins with 0x16), which might never send a line.
        if (bytes[0] < ' ' && bytes[0] is not ((byte)'\t' or (byte)'\r' or (byte)'\n')) return Frame.Broken("expected a command");
        return _line.Look(bytes);
    }

    private Frame LookForArray(ReadOnlySpan<byte> bytes)
    {
        if (_elements == 0)
        {
            FrameKind header = LookForHeader(bytes, out long count);
            if (header == FrameKind.Incomplete) return Frame.Incomplete();
            if (header == FrameKind.Broken || count > MaxElements) return Frame.Broken("invalid multibulk length");
            if (count <= 0) return Frame.Complete(0, _looked, _looked);
            _elements = (int)count;
        }

        for (; _elements > 0; _elements--)
        {
            Frame bulk = LookForBulk(bytes);
            if (bulk.Kind != FrameKind.Complete) return bulk;
        }

        return Frame.Complete(0, _looked, _looked);
    }

    private Frame LookForBulk(ReadOnlySpan<byte> bytes)
    {
        if (_bulkEnd == 0)
        {
            if (_looked == bytes.Length) return Frame.Incomplete();
            if (bytes[_looked] != '$') return Frame.Broken("expected '$'");
            FrameKind header = LookForHeader(bytes, out long length);
            if (header == FrameKind.Incomplete) return Frame.Incomplete();
            if (header == FrameKind.Broken || length is < 0 or > MaxBulkBytes) return Frame.Broken("invalid bulk length");
            _bulkEnd = _looked + length + 2;
        }

        if (bytes.Length < _bulkEnd) return Frame.Incomplete(_bulkEnd);
        _looked = (int)_bulkEnd;
        _bulkEnd = 0;
        return bytes[.._looked].EndsWith("\r\n"u8)
            ? Frame.Complete(0, _looked, _looked)
            : Frame.Broken("expected CRLF after a bulk string");
    }

    // Reads « type, number, CR, LF » at the place looked at, and goes behind it.
    private FrameKind LookForHeader(ReadOnlySpan<byte> bytes, out long number)
    {
        number = 0;
        ReadOnlySpan<byte> rest = bytes[_looked..];
        int end = rest[..Math.Min(rest.Length, MaxHeaderBytes)].IndexOf((byte)'\n');
        if (end < 0) return rest.Length < MaxHeaderBytes ? FrameKind.Incomplete : FrameKind.Broken;
        if (end < 2 || rest[end - 1] != '\r' || !TryReadNumber(rest[1..(end - 1)], out number)) return FrameKind.Broken;
        _looked += end + 1;
        return FrameKind.Complete;
    }

    // As strict as Redis: no plus, no space, no leading zero.
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long number)
    {
        bool negative = text is [(byte)'-', ..];
        ReadOnlySpan<byte> digits = negative ? text[1..] : text;
        if (!Digits.TryRead(digits, out number) || (digits[0] == '0' && text.Length > 1)) return false;
        if (negative) number = -number;
        return true;
    }
}
