using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>
/// An epoll instance and the events of its last wait: readiness of many descriptors, told to one thread. Level-triggered:
/// what stays ready is told again (epoll(7)).
/// </summary>
/// <remarks>
/// An event carries the 64 bits given at <see cref="Add"/>, never the descriptor: one that is closed and opened anew between
/// two events of one batch must not be taken for the old one (<see cref="Tag"/>). Closing a descriptor removes it, unless a
/// duplicate of it is open.
/// </remarks>
public sealed unsafe class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const nint Wait2 = 441; // epoll_pwait2(2), the number on x64 and arm64
    private const int CtlAdd = 1, CtlRemove = 2, CtlModify = 3;

    private static bool _withoutWait2;

    private readonly int _capacity;
    private readonly byte* _events;
    private int _fd;

    /// <summary>Opens an instance.</summary>
    /// <param name="capacity">The most events that one wait brings; what is beyond comes with the next.</param>
    /// <exception cref="KernelException">It was refused: descriptors have run out.</exception>
    public Epoll(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _fd = KernelException.Check("epoll_create1", Libc.Result(Libc.epoll_create1(CloseOnExec)));
        _capacity = capacity;
        _events = (byte*)NativeMemory.Alloc((nuint)capacity, (nuint)EpollEvent.Stride);
    }

    /// <summary>Begins to watch a descriptor.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="interest">What to watch for; errors and hang-ups are always told.</param>
    /// <param name="data">What its events will carry.</param>
    /// <returns>0 or -errno.</returns>
    public int Add(int fd, Readiness interest, ulong data) => Control(CtlAdd, fd, interest, data);

    /// <summary>Changes what is watched for. <see cref="Readiness.None"/> still tells errors and hang-ups.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="interest">What to watch for from now on.</param>
    /// <param name="data">What its events will carry from now on.</param>
    /// <returns>0 or -errno.</returns>
    public int Modify(int fd, Readiness interest, ulong data) => Control(CtlModify, fd, interest, data);

    /// <summary>Ends the watch. An event of the last wait may still stand in <see cref="this[int]"/>.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <returns>0 or -errno.</returns>
    public int Remove(int fd) => Control(CtlRemove, fd, Readiness.None, 0);

    /// <summary>Waits until something is ready; its events replace those of the wait before.</summary>
    /// <param name="timeoutMilliseconds">The longest wait; 0 does not wait, -1 waits for ever.</param>
    /// <returns>The number of events, 0 when the time was up, or -errno: EINTR is normal, wait again.</returns>
    public int Wait(int timeoutMilliseconds)
    {
        if (CallFaults.Enabled && CallFaults.OnThisThread?.MeetWait() is -Errno.EINTR) return -Errno.EINTR;
        return Libc.Result(Libc.epoll_wait(_fd, _events, _capacity, timeoutMilliseconds));
    }

    /// <summary>Waits like <see cref="Wait"/>, but exactly: for a loop that has something to do at a certain moment.</summary>
    /// <remarks>epoll_pwait2 is there from Linux 5.11 on; before, the time is rounded up to the next millisecond. How exactly it is
    /// kept is the thread's affair, too (<see cref="CurrentThread.SetTimerSlack"/>).</remarks>
    /// <param name="nanoseconds">The longest wait; 0 does not wait.</param>
    /// <returns>The number of events, 0 when the time was up, or -errno: EINTR is normal, wait again.</returns>
    public int WaitNanoseconds(long nanoseconds)
    {
        const long Second = 1_000_000_000, Millisecond = 1_000_000;
        if (nanoseconds > 0 && !_withoutWait2)
        {
            if (CallFaults.Enabled && CallFaults.OnThisThread?.MeetWait() is -Errno.EINTR) return -Errno.EINTR;
            KernelTime time = new() { Seconds = nanoseconds / Second, Nanoseconds = nanoseconds % Second };
            int result = Libc.Result(Libc.syscall(Wait2, _fd, (nint)_events, _capacity, (nint)(&time), 0, 0));
            if (result is not (-Errno.ENOSYS or -Errno.EPERM)) return result;
            _withoutWait2 = true;
        }
        return Wait((int)Math.Min((nanoseconds + Millisecond - 1) / Millisecond, int.MaxValue));
    }

    /// <summary>An event of the last wait.</summary>
    /// <param name="index">From 0 to what <see cref="Wait"/> returned, exclusive.</param>
    public EpollEvent this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)_capacity, "beyond the events");
            return EpollEvent.Read(_events + index * EpollEvent.Stride);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_fd < 0) return;
        _ = Sockets.Close(_fd);
        _fd = -1;
        NativeMemory.Free(_events);
    }

    internal int Fd => _fd;

    private int Control(int operation, int fd, Readiness interest, ulong data)
    {
        byte* entry = stackalloc byte[EpollEvent.MaximumStride];
        new EpollEvent(interest, data).Write(entry);
        return Libc.Result(Libc.epoll_ctl(_fd, operation, fd, entry));
    }
}
