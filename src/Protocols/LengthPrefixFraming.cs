using System.Buffers;
using System.Buffers.Binary;

namespace Sockeye.Protocols;

/// <summary>
/// A message is preceded by its length: an unsigned number of 1, 2 or 4 bytes that does not count itself. A length of 0
/// is a message. Nothing breaks it: a length over the server's limit is refused as soon as the prefix has come.
/// </summary>
public readonly struct LengthPrefixFraming : IFraming
{
    // What is stored is such that the default value is the default framing: 4 bytes, big endian.
    private readonly byte _bytesLess4;
    private readonly bool _littleEndian;

    /// <summary>A framing with a prefix of 4 bytes, big endian, unless told otherwise.</summary>
    /// <param name="prefixBytes">How many bytes the prefix has: 1, 2 or 4.</param>
    /// <param name="littleEndian">True where the lowest byte comes first. The default is the network's order: the highest first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="prefixBytes"/> is not 1, 2 or 4.</exception>
    public LengthPrefixFraming(int prefixBytes, bool littleEndian = false)
    {
        if (prefixBytes is not (1 or 2 or 4))
            throw new ArgumentOutOfRangeException(nameof(prefixBytes), prefixBytes, "A prefix has 1, 2 or 4 bytes.");
        _bytesLess4 = (byte)(4 - prefixBytes);
        _littleEndian = littleEndian;
    }

    /// <summary>How many bytes the prefix has.</summary>
    public int PrefixBytes => 4 - _bytesLess4;

    /// <summary>The longest message that the prefix can announce, without the prefix, in bytes.</summary>
    public long MaxBytes => (1L << (8 * PrefixBytes)) - 1;

    /// <inheritdoc/>
    public Frame Look(ReadOnlySpan<byte> bytes)
    {
        int prefix = PrefixBytes;
        if (bytes.Length < prefix) return Frame.Incomplete();

        // A sum of 64 bits: 4 + 0xffffffff would wrap around to a frame of 3 bytes in 32.
        long whole = prefix + (long)Length(bytes);
        return bytes.Length < whole ? Frame.Incomplete(whole) : Frame.Complete(prefix, (int)whole - prefix, (int)whole);
    }

    /// <summary>Writes a message, preceded by its length.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="message">The message; it may be empty.</param>
    /// <exception cref="ArgumentException">The message is longer than the prefix can announce: <see cref="MaxBytes"/>.</exception>
    public void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> message)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (message.Length > MaxBytes)
            throw new ArgumentException($"{message.Length} bytes cannot be announced: at most {MaxBytes}.", nameof(message));

        Span<byte> prefix = target.GetSpan(PrefixBytes);
        switch (PrefixBytes)
        {
            case 1: prefix[0] = (byte)message.Length; break;
            case 2 when _littleEndian: BinaryPrimitives.WriteUInt16LittleEndian(prefix, (ushort)message.Length); break;
            case 2: BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)message.Length); break;
            default:
                if (_littleEndian) BinaryPrimitives.WriteUInt32LittleEndian(prefix, (uint)message.Length);
                else BinaryPrimitives.WriteUInt32BigEndian(prefix, (uint)message.Length);
                break;
        }

        target.Advance(PrefixBytes);
        target.Write(message);
    }

    private uint Length(ReadOnlySpan<byte> bytes) => (PrefixBytes, _littleEndian) switch
    {
        (1, _) => bytes[0],
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (_, false) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
    };
}
