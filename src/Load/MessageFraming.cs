namespace Sockeye.Load;

/// <summary>Where a message ends, and a reply alike.</summary>
/// <param name="Kind">How the end is told.</param>
/// <param name="Bytes">Of a length prefix its bytes (1, 2 or 4); of a fixed size the bytes of a reply; otherwise 0.</param>
/// <param name="LittleEndian">Whether a length prefix has its lowest byte first.</param>
public sealed record MessageFraming(FramingKind Kind, int Bytes = 0, bool LittleEndian = false)
{
    /// <summary>The longest message and the longest reply of fixed size: 16 MiB.</summary>
    public const int MostBytes = 1 << 24;

    /// <summary>A line, ended by LF or CRLF; sent with LF.</summary>
    public static MessageFraming Line { get; } = new(FramingKind.Line);

    internal void Check()
    {
        if (Kind == FramingKind.LengthPrefix && Bytes is not (1 or 2 or 4))
            throw new ArgumentOutOfRangeException(nameof(Bytes), Bytes, "A length prefix has 1, 2 or 4 bytes.");
        if (Kind != FramingKind.FixedSize) return;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bytes, MostBytes);
    }
}

/// <summary>The ways in which a message's end is told.</summary>
public enum FramingKind
{
    /// <summary>By a line feed.</summary>
    Line,

    /// <summary>By its length before it.</summary>
    LengthPrefix,

    /// <summary>All replies have the same length; messages are sent as they are.</summary>
    FixedSize,

    /// <summary>As in Redis' protocol.</summary>
    Resp,
}
