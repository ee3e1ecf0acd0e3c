using System.Buffers;

namespace Sockeye.Protocols;

/// <summary>
/// A message is a line, ended by LF or CRLF, and handed on without its ending; an empty line is a message. A CR elsewhere
/// belongs to the line. Nothing breaks it: an endless line meets the server's limit on the length of a message.
/// </summary>
public struct LineFraming : IFraming
{
    private int _looked;

    /// <inheritdoc/>
    public Frame Look(ReadOnlySpan<byte> bytes)
    {
        int more = bytes[_looked..].IndexOf((byte)'\n');
        if (more < 0)
        {
            _looked = bytes.Length;
            return Frame.Incomplete();
        }

        int end = _looked + more;
        _looked = 0;
        int length = end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
        return Frame.Complete(0, length, end + 1);
    }

    /// <summary>Writes a line and its ending.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="line">The line, without its ending; it may be empty.</param>
    /// <exception cref="ArgumentException">The line holds an LF: it would be read as two lines.</exception>
    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> line)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (line.Contains((byte)'\n')) throw new ArgumentException("A line cannot hold a line feed.", nameof(line));
        target.Write(line);
        target.Write(Ending(line));
    }

    /// <summary>The ending under which a line is read back as it is: LF, but CRLF after a CR, which would else be taken
    /// for a part of the ending.</summary>
    internal static ReadOnlySpan<byte> Ending(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? "\r\n"u8 : "\n"u8;
}
