using System.Buffers.Binary;
using System.IO.Compression;

namespace Sockeye.Load;

/// <summary>A histogram as text that every HdrHistogram reads: its V2 encoding, deflated, in base 64.</summary>
internal static class HdrEncoding
{
    // What they begin with; the 1 in the second nibble says that a number takes as many bytes as it needs.
    private const int CompressedCookie = 0x1c849304 | 0x10;
    private const int Cookie = 0x1c849303 | 0x10;

    // Cookie, length of the payload, normalizing offset, digits, lowest, highest, ratio of whole numbers to reals.
    private const int HeaderLength = 4 + 4 + 4 + 4 + 8 + 8 + 8;
    private const int Digits = 3;
    private const int Lowest = 1;

    internal static string Encode(Histogram histogram)
    {
        byte[] payload = histogram.Pack();
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, Cookie);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], 0);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], Digits);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], Lowest);
        BinaryPrimitives.WriteInt64BigEndian(header[24..], Histogram.Highest);
        BinaryPrimitives.WriteDoubleBigEndian(header[32..], 1);

        using MemoryStream encoded = new();
        encoded.Write(new byte[8]);
        using (ZLibStream deflate = new(encoded, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(header);
            deflate.Write(payload);
        }
        Span<byte> bytes = encoded.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], bytes.Length - 8);
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">It is no such text, or was recorded in another layout: a sum would be wrong.</exception>
    internal static Histogram Decode(string text)
    {
        byte[] bytes = Convert.FromBase64String(text);
        if (bytes.Length < 8 || BinaryPrimitives.ReadInt32BigEndian(bytes) != CompressedCookie)
            throw new FormatException("Not a compressed HdrHistogram of version 2.");
        try
        {
            using ZLibStream inflate = new(new MemoryStream(bytes, 8, bytes.Length - 8), CompressionMode.Decompress);
            byte[] header = new byte[HeaderLength];
            inflate.ReadExactly(header);
            return Histogram.Unpack(Payload(inflate, header));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new FormatException("A compressed HdrHistogram that is cut off or damaged.", broken);
        }
    }

    private static byte[] Payload(ZLibStream inflate, ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        int digits = BinaryPrimitives.ReadInt32BigEndian(header[12..]);
        long lowest = BinaryPrimitives.ReadInt64BigEndian(header[16..]);
        if (BinaryPrimitives.ReadInt32BigEndian(header) != Cookie || digits != Digits || lowest != Lowest)
            throw new FormatException($"A histogram of {digits} digits from {lowest} on, and not of {Digits} from {Lowest} on.");
        // A number takes nine bytes at most: what claims more is not read into memory.
        if (length is < 0 or > 9 * Histogram.Length) throw new FormatException($"A histogram of {length} bytes.");
        byte[] payload = new byte[length];
        inflate.ReadExactly(payload);
        return payload;
    }
}
