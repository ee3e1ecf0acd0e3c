using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>The numbers of linux/io_uring.h that are used here; the same on x64 and arm64.</summary>
internal static class RingAbi
{
    // System calls (syscall(2), arch-independent numbers of the common table).
    internal const int SysSetup = 425, SysEnter = 426, SysRegister = 427;

    // io_uring_setup(2), flags.
    internal const uint SetupCqSize = 1 << 3;
    internal const uint SetupClamp = 1 << 4;
    internal const uint SetupDisabled = 1 << 6;
    internal const uint SetupSubmitAll = 1 << 7;
    internal const uint SetupSingleIssuer = 1 << 12;
    internal const uint SetupDeferTaskRun = 1 << 13;
    internal const uint SetupNoSqArray = 1 << 16;

    // io_uring_setup(2), features.
    internal const uint FeatureSingleMmap = 1 << 0;
    internal const uint FeatureNoDrop = 1 << 1;
    internal const uint FeatureExtArg = 1 << 8;

    // mmap offsets: both rings in one mapping (FeatureSingleMmap), the entries in another.
    internal const nint OffsetRings = 0, OffsetSqes = 0x10000000;

    // io_uring_enter(2), flags.
    internal const int EnterGetEvents = 1 << 0, EnterExtArg = 1 << 3, EnterRegisteredRing = 1 << 4;

    // Flags in the shared submission ring.
    internal const uint SqCqOverflow = 1 << 1;

    // io_uring_register(2), operations.
    internal const int RegisterProbe = 8, RegisterEnableRings = 12, RegisterRingFds = 20, UnregisterRingFds = 21;
    internal const int RegisterBufferRing = 22, UnregisterBufferRing = 23, RegisterSendMessage = 31;

    // io_uring_enter(2), operations.
    internal const byte OpNop = 0, OpPollAdd = 6, OpAccept = 13, OpCancel = 14, OpClose = 19, OpRead = 22, OpSend = 26, OpReceive = 27;
    internal const byte OpShutdown = 34, OpMessage = 40;

    internal const byte SqeBufferSelect = 1 << 5;
    internal const ushort AcceptMultishot = 1 << 0;
    internal const ushort ReceivePollFirst = 1 << 0, ReceiveMultishot = 1 << 1;
    internal const uint CancelAll = 1 << 0, CancelAny = 1 << 2;
    internal const uint MessageFlagsPass = 1 << 1;

    internal const uint CqeBuffer = 1 << 0, CqeMore = 1 << 1, CqeSocketNonEmpty = 1 << 2;
    internal const int CqeBufferShift = 16;

    internal static unsafe int Setup(uint entries, RingParameters* parameters) =>
        Libc.Result(Libc.syscall(SysSetup, (nint)entries, (nint)parameters, 0, 0, 0, 0));

    internal static unsafe int Register(int fd, int operation, void* argument, uint count) =>
        Libc.Result(Libc.syscall(SysRegister, fd, operation, (nint)argument, (nint)count, 0, 0));

    internal static unsafe int Enter(int fd, uint submit, uint complete, int flags, void* argument, nuint argumentBytes) =>
        Libc.Result(Libc.syscall(SysEnter, fd, (nint)submit, (nint)complete, flags, (nint)argument, (nint)argumentBytes));
}

/// <summary>struct io_uring_params: what is asked of io_uring_setup(2), and where in the mapping the parts lie.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct RingParameters
{
    [FieldOffset(0)] internal uint SqEntries;
    [FieldOffset(4)] internal uint CqEntries;
    [FieldOffset(8)] internal uint Flags;
    [FieldOffset(20)] internal uint Features;

    // struct io_sqring_offsets
    [FieldOffset(40)] internal uint SqHead;
    [FieldOffset(44)] internal uint SqTail;
    [FieldOffset(48)] internal uint SqMask;
    [FieldOffset(56)] internal uint SqFlags;
    [FieldOffset(64)] internal uint SqArray;

    // struct io_cqring_offsets
    [FieldOffset(80)] internal uint CqHead;
    [FieldOffset(84)] internal uint CqTail;
    [FieldOffset(88)] internal uint CqMask;
    [FieldOffset(96)] internal uint CqOverflow;
    [FieldOffset(100)] internal uint Cqes;
}

/// <summary>struct io_uring_getevents_arg: the timeout of a wait.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct WaitArgument
{
    [FieldOffset(0)] internal ulong SignalMask;
    [FieldOffset(8)] internal uint SignalMaskBytes;
    [FieldOffset(16)] internal ulong Timeout;
}

/// <summary>struct __kernel_timespec.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct KernelTime
{
    [FieldOffset(0)] internal long Seconds;
    [FieldOffset(8)] internal long Nanoseconds;
}

/// <summary>struct io_uring_rsrc_update: registers the descriptor of the ring itself.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct RingFdRegistration
{
    [FieldOffset(0)] internal uint Offset;
    [FieldOffset(8)] internal ulong Fd;
}

/// <summary>struct io_uring_buf: one buffer in a buffer ring.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct BufferEntry
{
    [FieldOffset(0)] internal ulong Address;
    [FieldOffset(8)] internal uint Length;
    [FieldOffset(12)] internal ushort Id;

    // Of the first entry only: the ring's tail lies over its unused field.
    [FieldOffset(14)] internal ushort Tail;
}

/// <summary>struct io_uring_buf_reg: where a buffer ring lies.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct BufferRingRegistration
{
    [FieldOffset(0)] internal ulong Address;
    [FieldOffset(8)] internal uint Entries;
    [FieldOffset(12)] internal ushort Group;
}
