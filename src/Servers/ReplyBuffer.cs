using System.Diagnostics;
using System.Runtime.InteropServices;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// The reply of one connection: written by its protocol, then sent by its model, piece by piece where the kernel takes no
/// more. The offset arithmetic of partial sends stands here, once. Holds a buffer only while something is unsent.
/// </summary>
internal sealed class ReplyBuffer(Service service, Connection connection) : IReply
{
    private const int FirstBytes = 1024;

    private byte[]? _buffer;
    private GCHandle _pin;
    private int _sent;
    private int _written;

    // Where writing must end: at the end of the buffer, or at the limit within it.
    private int _end;

    private int MaxBytes => service.Options.MaxReplyBytes;

    public int Unsent => _written - _sent;

    public int Room => MaxBytes - _written;

    public CancellationToken Ended => connection.Ended;

    /// <summary>Whose reply it is.</summary>
    internal Connection Connection => connection;

    internal ReadOnlySpan<byte> UnsentBytes => _buffer.AsSpan(_sent, Unsent);

    internal ReadOnlyMemory<byte> UnsentMemory => _buffer.AsMemory(_sent, Unsent);

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (sizeHint <= 0 || sizeHint > _end - _written) MakeRoom(sizeHint);
        return _buffer.AsSpan(_written, _end - _written);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint <= 0 || sizeHint > _end - _written) MakeRoom(sizeHint);
        return _buffer.AsMemory(_written, _end - _written);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _written);
        _written += count;
    }

    internal void Sent(int bytes)
    {
        _sent += bytes;
        if (_sent == _written) Release();
    }

    /// <summary>Where the unsent bytes begin. They neither move nor go to anybody else until <see cref="Unpin"/>.</summary>
    internal nint Pin()
    {
        Debug.Assert(!_pin.IsAllocated);
        _pin = GCHandle.Alloc(_buffer, GCHandleType.Pinned);
        return _pin.AddrOfPinnedObject() + _sent;
    }

    internal void Unpin() => _pin.Free();

    /// <summary>Drops what is unsent and gives the buffer back.</summary>
    internal void Release()
    {
        Debug.Assert(!_pin.IsAllocated);
        if (_buffer is { } buffer) service.Pool.Return(buffer);
        _buffer = null;
        _sent = _written = _end = 0;
    }

    /// <summary>Drops what is unsent and gives its buffer, which is not known to be free, to nobody: it stays pinned until the process
    /// ends, and counted as rented.</summary>
    internal void Abandon()
    {
        _buffer = null;
        // Not freed: the buffer must outlive this.
        _pin = default;
        _sent = _written = _end = 0;
    }

    private void MakeRoom(int sizeHint)
    {
        Debug.Assert(!_pin.IsAllocated, "Written to while it is being sent.");
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        int wanted = Math.Max(sizeHint, 1);
        if (wanted > Room)
        {
            throw new InvalidOperationException(
                $"The reply of one call is over {nameof(ServerOptions.MaxReplyBytes)}, {MaxBytes} bytes: write it in pieces, Next.More.");
        }
        if (_buffer is null)
        {
            _buffer = service.Pool.Rent(Math.Max(wanted, FirstBytes));
        }
        else if (wanted > _buffer.Length - _written)
        {
            byte[] larger = service.Pool.Rent(Math.Max(_written + wanted, 2 * _buffer.Length));
            _buffer.AsSpan(0, _written).CopyTo(larger);
            service.Pool.Return(_buffer);
            _buffer = larger;
        }
        _end = Math.Min(_buffer.Length, MaxBytes);
    }
}
