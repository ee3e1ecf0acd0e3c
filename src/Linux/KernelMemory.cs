namespace Sockeye.Linux;

/// <summary>Memory that is shared with the kernel, or that the kernel writes to: mapped, never moved (mmap(2)).</summary>
internal sealed unsafe class KernelMemory : IDisposable
{
    private const int ProtectionReadWrite = 1 | 2;
    private const int MapShared = 0x1, MapPrivate = 0x2, MapAnonymous = 0x20, MapPopulate = 0x8000;

    private byte* _start;

    private KernelMemory(string what, nint bytes, int flags, int fd, nint offset)
    {
        nint start = Libc.mmap(0, (nuint)bytes, ProtectionReadWrite, flags, fd, offset);
        if (start == Libc.MapFailed) throw new KernelException($"mmap of {what}", Libc.Result(start));
        _start = (byte*)start;
        Bytes = bytes;
    }

    internal byte* Start => _start;

    internal nint Bytes { get; }

    /// <summary>A part of a ring, made by the kernel.</summary>
    internal static KernelMemory OfRing(int ring, nint bytes, nint offset) =>
        new("a ring", bytes, MapShared | MapPopulate, ring, offset);

    /// <summary>Memory of our own, zeroed; a page that nobody touches costs nothing.</summary>
    internal static KernelMemory Own(string what, nint bytes) => new(what, bytes, MapPrivate | MapAnonymous, -1, 0);

    internal static nint RoundToPages(nint bytes)
    {
        nint page = Environment.SystemPageSize;
        return (bytes + page - 1) / page * page;
    }

    public void Dispose()
    {
        if (_start == null) return;
        _ = Libc.munmap((nint)_start, (nuint)Bytes);
        _start = null;
    }
}
