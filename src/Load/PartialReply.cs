namespace Sockeye.Load;

/// <summary>The beginning of a reply whose rest has not come. It holds memory from the first time that one is cut.</summary>
internal struct PartialReply
{
    private byte[]? _bytes;

    /// <summary>How far its end was looked for.</summary>
    internal ReplyProgress Progress;

    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Room behind it, at least so much.</summary>
    internal Span<byte> Room(int bytes)
    {
        if (_bytes is null || _bytes.Length - Length < bytes) Array.Resize(ref _bytes, Math.Max(2 * Length, Length + bytes));
        return _bytes.AsSpan(Length);
    }

    internal void Grow(int count) => Length += count;

    /// <summary>Keeps these bytes, which may be its own, and nothing else.</summary>
    internal void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 0 && (_bytes is null || _bytes.Length < rest.Length)) _bytes = rest.ToArray();
        else rest.CopyTo(_bytes);
        Length = rest.Length;
    }

    internal void Clear()
    {
        Length = 0;
        Progress = default;
    }
}
