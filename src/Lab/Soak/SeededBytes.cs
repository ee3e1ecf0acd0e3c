using System.Buffers.Binary;

namespace Sockeye.Lab;

/// <summary>An endless stream of bytes out of a seed, at more than a gigabyte a second: two with the same seed hold the same.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a counter, and a mix of its bits. Random of the base library gives a byte
/// where this gives eight.</remarks>
internal sealed class SeededBytes(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;
    private ulong _word;
    private int _left;

    /// <summary>Fills a span with what comes next.</summary>
    internal void Fill(Span<byte> bytes)
    {
        while (_left > 0 && !bytes.IsEmpty) bytes = Byte(bytes);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
        if (bytes.IsEmpty) return;
        _word = Next();
        _left = sizeof(ulong);
        while (!bytes.IsEmpty) bytes = Byte(bytes);
    }

    /// <summary>Mixes numbers into a seed: near ones give seeds that have nothing in common.</summary>
    internal static ulong Mix(ulong seed, ulong first, ulong second) => Mixed(Mixed(Mixed(seed + Step) + first + Step) + second + Step);

    internal ulong Next() => Mixed(_state += Step);

    private Span<byte> Byte(Span<byte> bytes)
    {
        bytes[0] = (byte)_word;
        _word >>= 8;
        _left--;
        return bytes[1..];
    }

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
