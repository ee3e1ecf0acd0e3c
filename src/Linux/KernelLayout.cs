using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>Checks, before the first ring, that our structs are the kernel's: a wrong offset would be somebody else's memory.</summary>
internal static unsafe class KernelLayout
{
    private static readonly string? Fault = Find();

    /// <exception cref="PlatformNotSupportedException">A struct, or the processor, is not as the kernel has it.</exception>
    internal static void Assert()
    {
        if (Fault is not null) throw new PlatformNotSupportedException(Fault);
    }

    /// <summary>The first struct that is not as linux/io_uring.h has it; null if all are.</summary>
    internal static string? Find()
    {
        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return $"The system call numbers and layouts are those of x64 and arm64, not of {RuntimeInformation.ProcessArchitecture}.";

        Sqe sqe;
        Completion completion;
        RingParameters parameters;
        WaitArgument wait;
        BufferEntry buffer;
        BufferRingRegistration registration;
        RingFdRegistration ringFd;
        (string Name, long Actual, long Expected)[] facts =
        [
            ("io_uring_sqe", sizeof(Sqe), 64),
            ("io_uring_sqe.off", Offset(&sqe, &sqe.Offset), 8),
            ("io_uring_sqe.addr", Offset(&sqe, &sqe.Address), 16),
            ("io_uring_sqe.len", Offset(&sqe, &sqe.Length), 24),
            ("io_uring_sqe.user_data", Offset(&sqe, &sqe.UserData), 32),
            ("io_uring_sqe.buf_group", Offset(&sqe, &sqe.BufferGroup), 40),
            ("io_uring_sqe.file_index", Offset(&sqe, &sqe.FileIndex), 44),
            ("io_uring_cqe", sizeof(Completion), 16),
            ("io_uring_params", sizeof(RingParameters), 120),
            ("io_uring_params.features", Offset(&parameters, &parameters.Features), 20),
            ("io_uring_params.sq_off", Offset(&parameters, &parameters.SqHead), 40),
            ("io_uring_params.sq_off.array", Offset(&parameters, &parameters.SqArray), 64),
            ("io_uring_params.cq_off", Offset(&parameters, &parameters.CqHead), 80),
            ("io_uring_params.cq_off.cqes", Offset(&parameters, &parameters.Cqes), 100),
            ("io_uring_getevents_arg", sizeof(WaitArgument), 24),
            ("io_uring_getevents_arg.ts", Offset(&wait, &wait.Timeout), 16),
            ("__kernel_timespec", sizeof(KernelTime), 16),
            ("io_uring_buf", sizeof(BufferEntry), 16),
            ("io_uring_buf_ring.tail", Offset(&buffer, &buffer.Tail), 14),
            ("io_uring_buf_reg", sizeof(BufferRingRegistration), 40),
            ("io_uring_buf_reg.bgid", Offset(&registration, &registration.Group), 12),
            ("io_uring_rsrc_update", sizeof(RingFdRegistration), 16),
            ("io_uring_rsrc_update.data", Offset(&ringFd, &ringFd.Fd), 8),
        ];
        foreach ((string name, long actual, long expected) in facts)
        {
            if (actual != expected) return $"{name} is {actual} here and {expected} in the kernel.";
        }

        // A completion read through its properties: user_data at 0, res at 8, flags at 12.
        Unsafe.WriteUnaligned(&completion, new Words(0x0102030405060708, -7, 9u << 16 | RingAbi.CqeBuffer | RingAbi.CqeMore));
        bool whole = completion is { Result: -7, Buffer: 9, HasBuffer: true, More: true } && completion.Tag.Value == 0x0102030405060708;
        return whole ? null : "io_uring_cqe is laid out differently here.";
    }

    private static long Offset(void* start, void* field) => (byte*)field - (byte*)start;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Words(ulong userData, int result, uint flags)
    {
        public readonly ulong UserData = userData;
        public readonly int Result = result;
        public readonly uint Flags = flags;
    }
}
