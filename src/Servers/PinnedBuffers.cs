using System.Numerics;

namespace Sockeye.Servers;

/// <summary>Buffers that do not move, for memory which the kernel reads while it sends (io_uring). Kept for the next one, up to a
/// number of bytes; beyond, and larger ones, are the collector's.</summary>
internal sealed class PinnedBuffers
{
    /// <summary>What is kept at most, in bytes.</summary>
    internal const int KeptBytes = 4 * 1024 * 1024;

    private const int SmallestShift = 10;
    private const int LargestShift = 20;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]>[] _free = new Stack<byte[]>[LargestShift - SmallestShift + 1];
    private int _kept;

    internal PinnedBuffers()
    {
        for (int i = 0; i < _free.Length; i++) _free[i] = new();
    }

    internal byte[] Rent(int bytes)
    {
        int shift = Math.Max(SmallestShift, 32 - BitOperations.LeadingZeroCount((uint)(bytes - 1)));
        if (shift <= LargestShift)
        {
            lock (_lock)
            {
                if (_free[shift - SmallestShift].TryPop(out byte[]? buffer))
                {
                    _kept -= buffer.Length;
                    return buffer;
                }
            }
        }
        return GC.AllocateUninitializedArray<byte>(1 << shift, pinned: true);
    }

    internal void Return(byte[] buffer)
    {
        int shift = BitOperations.Log2((uint)buffer.Length);
        if (shift > LargestShift) return;
        lock (_lock)
        {
            if (_kept + buffer.Length > KeptBytes) return;
            _kept += buffer.Length;
            _free[shift - SmallestShift].Push(buffer);
        }
    }
}
