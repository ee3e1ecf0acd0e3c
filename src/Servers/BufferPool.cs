using System.Buffers;
using System.Diagnostics;

namespace Sockeye.Servers;

/// <summary>The buffers of one server's connections: rented while they hold bytes, counted, so that a leak shows.</summary>
internal sealed class BufferPool
{
    /// <summary>What a returned buffer is filled with in a debug build: who reads it, reads poison.</summary>
    internal const byte Poison = 0x50;

    private int _rented;

    internal int Rented => Volatile.Read(ref _rented);

    internal byte[] Rent(int bytes)
    {
        Interlocked.Increment(ref _rented);
        return ArrayPool<byte>.Shared.Rent(bytes);
    }

    internal void Return(byte[] buffer)
    {
        FillWithPoison(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Decrement(ref _rented);
    }

    [Conditional("DEBUG")]
    private static void FillWithPoison(byte[] buffer) => Array.Fill(buffer, Poison);
}
