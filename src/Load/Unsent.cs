namespace Sockeye.Load;

/// <summary>What the kernel had no room for, until it has: nothing, but for large messages and peers that do not read.</summary>
internal struct Unsent
{
    private byte[]? _bytes;
    private int _start;
    private int _end;

    internal readonly bool IsEmpty => _start == _end;

    internal readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

    internal readonly Memory<byte> Memory => _bytes.AsMemory(_start, _end - _start);

    internal void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_bytes is null || _bytes.Length < bytes.Length) _bytes = new byte[bytes.Length];
        bytes.CopyTo(_bytes);
        (_start, _end) = (0, bytes.Length);
    }

    internal void Advance(int count) => _start += count;

    internal void Clear() => _start = _end = 0;
}
