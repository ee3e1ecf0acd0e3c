using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>The C library and, through it, the kernel. Blittable signatures only: pointers and integers.</summary>
/// <remarks>
/// No call here suppresses the GC transition. A send on loopback runs the receiver's half of TCP in the same call, some
/// microseconds in which no collection could begin, and the transition that would be saved costs about ten nanoseconds.
/// </remarks>
internal static unsafe class Libc
{
    internal static readonly nint MapFailed = -1;

    /// <summary>The one place where errno becomes a value: the result, or -errno.</summary>
    /// <remarks>
    /// To be applied to the call itself, with nothing in between. What the runtime does on the way back from a call (wait
    /// for a collection, bind a method at its first use) keeps errno, on CoreCLR and in NativeAOT.
    /// </remarks>
    internal static int Result(int result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    /// <inheritdoc cref="Result(int)"/>
    internal static int Result(nint result) => result >= 0 ? (int)result : -Marshal.GetLastSystemError();

    [DllImport("libc")]
    internal static extern int socket(int family, int type, int protocol);

    [DllImport("libc")]
    internal static extern int socketpair(int family, int type, int protocol, int* pair);

    [DllImport("libc")]
    internal static extern int bind(int fd, byte* address, uint length);

    [DllImport("libc")]
    internal static extern int listen(int fd, int backlog);

    [DllImport("libc")]
    internal static extern int connect(int fd, byte* address, uint length);

    [DllImport("libc")]
    internal static extern int accept4(int fd, byte* address, uint* length, int flags);

    [DllImport("libc")]
    internal static extern nint recv(int fd, byte* buffer, nuint length, int flags);

    [DllImport("libc")]
    internal static extern nint send(int fd, byte* buffer, nuint length, int flags);

    [DllImport("libc")]
    internal static extern nint read(int fd, void* buffer, nuint length);

    [DllImport("libc")]
    internal static extern nint write(int fd, void* buffer, nuint length);

    [DllImport("libc")]
    internal static extern int shutdown(int fd, int how);

    [DllImport("libc")]
    internal static extern int close(int fd);

    [DllImport("libc")]
    internal static extern int getsockname(int fd, byte* address, uint* length);

    [DllImport("libc")]
    internal static extern int getpeername(int fd, byte* address, uint* length);

    [DllImport("libc")]
    internal static extern int setsockopt(int fd, int level, int name, void* value, uint length);

    [DllImport("libc")]
    internal static extern int getsockopt(int fd, int level, int name, void* value, uint* length);

    // Variadic in C; on x64 and arm64 Linux integers and pointers travel as in any other call.
    [DllImport("libc")]
    internal static extern int ioctl(int fd, nuint request, void* argument);

    [DllImport("libc")]
    internal static extern int epoll_create1(int flags);

    [DllImport("libc")]
    internal static extern int epoll_ctl(int epoll, int operation, int fd, byte* interest);

    [DllImport("libc")]
    internal static extern int epoll_wait(int epoll, byte* events, int capacity, int timeoutMilliseconds);

    [DllImport("libc")]
    internal static extern int eventfd(uint value, int flags);

    [DllImport("libc")]
    internal static extern int poll(void* fds, nuint count, int timeoutMilliseconds);

    [DllImport("libc")]
    internal static extern nint mmap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [DllImport("libc")]
    internal static extern int munmap(nint address, nuint length);

    [DllImport("libc")]
    internal static extern int getrlimit(int resource, nuint* limits);

    [DllImport("libc")]
    internal static extern int statx(int directory, byte* path, int flags, uint mask, byte* status);

    [DllImport("libc")]
    internal static extern int clock_gettime(int clock, KernelTime* time);

    [DllImport("libc")]
    internal static extern int kill(int process, int signal);

    [DllImport("libc")]
    internal static extern int sched_getaffinity(int thread, nuint bytes, ulong* mask);

    [DllImport("libc")]
    internal static extern int sched_setaffinity(int thread, nuint bytes, ulong* mask);

    // Variadic, as above.
    [DllImport("libc")]
    internal static extern int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    // syscall(2): for io_uring, which the C library does not wrap, and epoll_pwait2, which older ones do not. Variadic, as above.
    [DllImport("libc")]
    internal static extern nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
