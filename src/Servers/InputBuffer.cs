using System.Diagnostics;

namespace Sockeye.Servers;

/// <summary>
/// The bytes of a connection that were received and not yet consumed, in one piece. Empty most of the time, and then it
/// holds no buffer: whole messages are handled where they were received.
/// </summary>
internal struct InputBuffer
{
    private byte[]? _buffer;
    private int _start;
    private int _end;

    internal readonly int Length => _end - _start;

    internal readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, Length);

    internal void Append(BufferPool pool, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (_buffer is null || bytes.Length > _buffer.Length - _end) MakeRoom(pool, bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    internal void Consume(BufferPool pool, int bytes)
    {
        Debug.Assert(bytes >= 0 && bytes <= Length);
        _start += bytes;
        if (_start == _end) Release(pool);
    }

    internal void Release(BufferPool pool)
    {
        if (_buffer is { } buffer) pool.Return(buffer);
        _buffer = null;
        _start = _end = 0;
    }

    // Twice what is needed, so that a message which comes in many pieces is copied a bounded number of times a byte.
    private void MakeRoom(BufferPool pool, int bytes)
    {
        int length = Length;
        if (_buffer is not null && length + bytes <= _buffer.Length / 2)
        {
            Bytes.CopyTo(_buffer);
        }
        else
        {
            byte[] larger = pool.Rent(_buffer is null ? bytes : 2 * (length + bytes));
            Bytes.CopyTo(larger);
            if (_buffer is { } smaller) pool.Return(smaller);
            _buffer = larger;
        }
        _start = 0;
        _end = length;
    }
}
