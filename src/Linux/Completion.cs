using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>What became of a request, or of one part of a multishot (struct io_uring_cqe).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public readonly struct Completion
{
    [FieldOffset(0)] private readonly ulong _userData;
    [FieldOffset(8)] private readonly int _result;
    [FieldOffset(12)] private readonly uint _flags;

    /// <summary>The tag of the request.</summary>
    public Tag Tag => new(_userData);

    /// <summary>As of the system call of that name: a count, a descriptor, or -errno.</summary>
    public int Result => _result;

    /// <summary>The request lives on and will complete again. A multishot that completes without it has ended, whatever the result:
    /// a positive one without it is an overflow of completions, and the request is to be made again.</summary>
    public bool More => (_flags & RingAbi.CqeMore) != 0;

    /// <summary>A buffer of a buffer ring came with it, and must go back.</summary>
    public bool HasBuffer => (_flags & RingAbi.CqeBuffer) != 0;

    /// <summary>Which buffer, where there is one.</summary>
    public ushort Buffer => (ushort)(_flags >> RingAbi.CqeBufferShift);

    /// <summary>The socket held more than was received.</summary>
    public bool SocketHoldsMore => (_flags & RingAbi.CqeSocketNonEmpty) != 0;
}
