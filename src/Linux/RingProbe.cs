namespace Sockeye.Linux;

/// <summary>Which operations a ring knows (io_uring_register(2), IORING_REGISTER_PROBE).</summary>
internal static unsafe class RingProbe
{
    private const int HeaderBytes = 16, OperationBytes = 8, Operations = 256;
    private const int LastOperation = 0, FlagsOffset = 2;
    private const ushort Supported = 1;

    internal static bool Knows(Ring ring, byte operation)
    {
        byte* probe = stackalloc byte[HeaderBytes + Operations * OperationBytes];
        new Span<byte>(probe, HeaderBytes + Operations * OperationBytes).Clear(); // the kernel refuses a probe that is not zero
        KernelException.Check("io_uring_register, probe", RingAbi.Register(ring.Fd, RingAbi.RegisterProbe, probe, Operations));
        byte* entry = probe + HeaderBytes + operation * OperationBytes;
        return operation <= probe[LastOperation] && (*(ushort*)(entry + FlagsOffset) & Supported) != 0;
    }
}
