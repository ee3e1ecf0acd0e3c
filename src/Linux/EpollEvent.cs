using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>What a descriptor is ready for.</summary>
/// <param name="Readiness">The bits.</param>
/// <param name="Data">What was given when the watch began.</param>
public readonly record struct EpollEvent(Readiness Readiness, ulong Data)
{
    internal const int MaximumStride = 16;

    // epoll_ctl(2), linux/eventpoll.h: 32 bits of events, then 64 bits of data, packed on x86-64 and nowhere else.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static int Stride => Packed ? 12 : 16;

    internal static int DataOffset => Packed ? 4 : 8;

    internal static unsafe EpollEvent Read(byte* entry) => new(
        (Readiness)Unsafe.ReadUnaligned<uint>(entry), Unsafe.ReadUnaligned<ulong>(entry + DataOffset));

    internal unsafe void Write(byte* entry)
    {
        Unsafe.WriteUnaligned(entry, (uint)Readiness);
        Unsafe.WriteUnaligned(entry + DataOffset, Data);
    }
}

/// <summary>What a descriptor can be ready for (epoll_ctl(2)).</summary>
[Flags]
public enum Readiness : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to read, a connection to accept, or the end of the stream.</summary>
    Readable = 0x1,

    /// <summary>There is room to write.</summary>
    Writable = 0x4,

    /// <summary>An error waits: fetch it (<see cref="SocketOptions.PendingError"/>). Told without being asked for.</summary>
    Error = 0x8,

    /// <summary>Both directions have ended. Told without being asked for.</summary>
    HungUp = 0x10,

    /// <summary>The peer has finished sending. Not the end: what it sent is still to be read.</summary>
    PeerFinished = 0x2000,

    /// <summary>Of several instances that watch one descriptor, not all are woken (EPOLLEXCLUSIVE); at
    /// <see cref="Epoll.Add"/> only.</summary>
    Exclusive = 1u << 28,
}
