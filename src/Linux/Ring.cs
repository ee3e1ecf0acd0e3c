using System.Diagnostics;

namespace Sockeye.Linux;

/// <summary>
/// An io_uring: requests in, completions out, one system call for a whole turn of a loop. It belongs to the thread that
/// enables it, alone; others reach it by a <see cref="RingWake"/>.
/// </summary>
/// <remarks>
/// A turn is: read the completions (<see cref="TryRead"/>) and fill requests (<see cref="Next"/>), then
/// <see cref="SubmitAndWait"/>. The kernel holds the memory of a request until its last completion. To end, cancel all, read
/// until <see cref="InFlight"/> is 0, then dispose, on the thread that enabled it.
/// </remarks>
/// <example>
/// <code>
/// using Ring ring = new();
/// ring.Enable();
/// ring.Next().Nop(new Tag(42));
/// ring.SubmitAndWait(1, timeoutMilliseconds: 1000);
/// while (ring.TryRead(out Completion completion)) Debug.Assert(completion.Tag.Value == 42);
/// </code>
/// </example>
public sealed unsafe class Ring : IDisposable
{
    /// <summary>Requests of one turn, unless another number is given.</summary>
    public const int DefaultEntries = 256;

    /// <summary>Completions that can wait to be read, unless another number is given.</summary>
    public const int DefaultCompletions = 4096;

    private readonly KernelMemory _rings;
    private readonly KernelMemory _entries;
    private readonly Sqe* _sqes;
    private readonly Completion* _completions;

    // Shared with the kernel: it moves the submissions' head and the completions' tail, we the other two.
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _submissionFlags;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint* _dropped;
    private readonly uint _submissionMask;
    private readonly uint _completionMask;

    private readonly int _fd;
    private int _enterFd;
    private int _enterFlags;
    private uint _filled;      // our tail: entries handed out by Next
    private uint _read;        // our head: completions read
    private uint _readable;    // the kernel's tail as last seen
    private int _issuer;
    private bool _disposed;

    /// <summary>Makes a ring, disabled.</summary>
    /// <param name="entries">Requests of one turn; beyond, they are submitted in between. Rounded up to a power of two.</param>
    /// <param name="completions">Completions that can wait to be read; beyond, multishots end. At least <paramref name="entries"/>.</param>
    /// <exception cref="KernelException">It was refused; <see cref="KernelSupport.IoUring"/> knows why.</exception>
    public Ring(int entries = DefaultEntries, int completions = DefaultCompletions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(completions, entries);
        KernelLayout.Assert();
        _fd = _enterFd = RingSetup.Open((uint)entries, (uint)completions, out RingParameters given);
        bool withoutArray = (given.Flags & RingAbi.SetupNoSqArray) != 0;
        nint end = (nint)given.Cqes + (nint)given.CqEntries * sizeof(Completion);
        if (!withoutArray) end = nint.Max(end, (nint)given.SqArray + (nint)given.SqEntries * sizeof(uint));
        try
        {
            _rings = KernelMemory.OfRing(_fd, end, RingAbi.OffsetRings);
            _entries = KernelMemory.OfRing(_fd, (nint)given.SqEntries * sizeof(Sqe), RingAbi.OffsetSqes);
        }
        catch
        {
            _rings?.Dispose();
            _ = Sockets.Close(_fd);
            throw;
        }

        byte* rings = _rings.Start;
        _sqes = (Sqe*)_entries.Start;
        _completions = (Completion*)(rings + given.Cqes);
        _submissionHead = (uint*)(rings + given.SqHead);
        _submissionTail = (uint*)(rings + given.SqTail);
        _submissionFlags = (uint*)(rings + given.SqFlags);
        _completionHead = (uint*)(rings + given.CqHead);
        _completionTail = (uint*)(rings + given.CqTail);
        _dropped = (uint*)(rings + given.CqOverflow);
        _submissionMask = *(uint*)(rings + given.SqMask);
        _completionMask = *(uint*)(rings + given.CqMask);
        Entries = (int)given.SqEntries;
        Completions = (int)given.CqEntries;
        // Without NO_SQARRAY the ring holds indices of entries: the identity, once and for all.
        for (uint i = 0; !withoutArray && i < given.SqEntries; i++) ((uint*)(rings + given.SqArray))[i] = i;
    }

    /// <summary>Requests that fit into one turn.</summary>
    public int Entries { get; }

    /// <summary>Completions that can wait to be read.</summary>
    public int Completions { get; }

    /// <summary>Memory shared with the kernel, in bytes; charged to the user's limit on locked memory.</summary>
    public long MemoryBytes => KernelMemory.RoundToPages(_rings.Bytes) + KernelMemory.RoundToPages(_entries.Bytes);

    /// <summary>Requests filled that have not had their last completion read.</summary>
    public int InFlight { get; private set; }

    /// <summary>System calls made to submit and to wait.</summary>
    public long Enters { get; private set; }

    /// <summary>Waits after which completions had overflowed. Nothing is lost: they come with the next wait; but the multishots that
    /// met it have ended.</summary>
    public long Overflows { get; private set; }

    /// <summary>Completions that the kernel had no memory to keep. Not 0 means that requests have vanished; a wait then says
    /// EBADR.</summary>
    public uint Dropped => Volatile.Read(ref *_dropped);

    /// <summary>What a ring of this size is charged with, not more than a page too much: the kernel's own header is one.</summary>
    internal static long ChargedBytes(int entries, int completions) =>
        KernelMemory.RoundToPages(Environment.SystemPageSize + completions * sizeof(Completion))
        + KernelMemory.RoundToPages(entries * sizeof(Sqe));

    internal int Fd => _fd;

    /// <summary>Requests filled that the kernel has not taken. Counted from its head, and not from what we believe was taken: after a
    /// partial submission entries are left.</summary>
    internal int Queued => (int)(_filled - Volatile.Read(ref *_submissionHead));

    internal bool Overflowing => (Volatile.Read(ref *_submissionFlags) & RingAbi.SqCqOverflow) != 0;

    /// <summary>Makes the calling thread the one that uses the ring.</summary>
    /// <exception cref="KernelException">It was refused.</exception>
    public void Enable() => Enable(registerFd: true);

    internal void Enable(bool registerFd)
    {
        KernelException.Check("io_uring_register, enable", RingAbi.Register(_fd, RingAbi.RegisterEnableRings, null, 0));
        _issuer = Environment.CurrentManagedThreadId;
        if (!registerFd) return;
        // io_uring_register(2), IORING_REGISTER_RING_FDS: by its index the ring is found without a look-up of the descriptor.
        // The index is the thread's own. Where there is no room for it, the descriptor does.
        RingFdRegistration registration = new() { Offset = uint.MaxValue, Fd = (ulong)_fd };
        if (RingAbi.Register(_fd, RingAbi.RegisterRingFds, &registration, 1) != 1) return;
        _enterFd = (int)registration.Offset;
        _enterFlags = RingAbi.EnterRegisteredRing;
    }

    /// <summary>The next request, to be filled at once by one of its verbs. When the queue is full it is submitted first.</summary>
    /// <returns>The request.</returns>
    /// <exception cref="InvalidOperationException">The queue is full, and the kernel takes nothing: see <see cref="Reserve"/>.</exception>
    public ref Sqe Next()
    {
        Debug.Assert(_issuer == Environment.CurrentManagedThreadId, "a ring belongs to the thread that enabled it");
        if (Queued >= Entries && !Reserve(1))
            throw new InvalidOperationException("The submission queue is full, and the kernel takes nothing now.");
        InFlight++;
        return ref _sqes[_filled++ & _submissionMask];
    }

    /// <summary>Sees to it that so many requests can be filled, and submits if they could not.</summary>
    /// <param name="requests">How many; at most <see cref="Entries"/>.</param>
    /// <returns>False if the kernel takes nothing now, for want of memory: leave the next completion unread, and wait.</returns>
    public bool Reserve(int requests)
    {
        Debug.Assert(requests <= Entries, "more than the queue holds");
        if (Entries - Queued >= requests) return true;
        _ = Submit();
        return Entries - Queued >= requests;
    }

    /// <summary>Submits what was filled, without waiting; completions are made by <see cref="SubmitAndWait"/> only.</summary>
    /// <returns>The number of requests taken, or -errno.</returns>
    public int Submit()
    {
        int queued = Queued;
        if (queued > 0 && CallFaults.Enabled && CallFaults.OnThisThread?.MeetSubmission() is int fault and < 0) return fault;
        return queued == 0 ? 0 : Enter((uint)queued, 0, 0, null, 0);
    }

    /// <summary>Submits what was filled and waits, in one call.</summary>
    /// <param name="completions">For how many unread completions to wait; 0 only makes those that are due.</param>
    /// <param name="timeoutMilliseconds">The longest wait; -1 waits for ever.</param>
    /// <returns>
    /// The number of requests taken, or -errno: ETIME (the time was up; no error), EINTR, EBUSY and EAGAIN (read what is there,
    /// then call again). Whatever it is, completions may stand to be read, and what was not taken is submitted by the next call.
    /// </returns>
    public int SubmitAndWait(int completions, int timeoutMilliseconds) =>
        SubmitAndWaitNanoseconds(completions, timeoutMilliseconds < 0 ? -1 : timeoutMilliseconds * 1_000_000L);

    /// <summary>Submits and waits like <see cref="SubmitAndWait"/>, but exactly: for a loop that has something to do at a certain
    /// moment.</summary>
    /// <param name="completions">For how many unread completions to wait; 0 only makes those that are due.</param>
    /// <param name="timeoutNanoseconds">The longest wait; -1 waits for ever.</param>
    /// <returns>The number of requests taken, or -errno, as there.</returns>
    public int SubmitAndWaitNanoseconds(int completions, long timeoutNanoseconds)
    {
        const long Second = 1_000_000_000;
        if (CallFaults.Enabled && CallFaults.OnThisThread?.MeetWait() is int fault and < 0) return fault;
        KernelTime time = new() { Seconds = timeoutNanoseconds / Second, Nanoseconds = timeoutNanoseconds % Second };
        WaitArgument argument = new() { Timeout = timeoutNanoseconds < 0 ? 0 : (ulong)&time };
        const int flags = RingAbi.EnterGetEvents | RingAbi.EnterExtArg;
        int result = Enter((uint)Queued, (uint)completions, flags, &argument, (nuint)sizeof(WaitArgument));
        if (Overflowing) Overflows++;
        return result;
    }

    /// <summary>Reads one completion and gives its place back.</summary>
    /// <param name="completion">The completion.</param>
    /// <returns>False if there is none now.</returns>
    public bool TryRead(out Completion completion)
    {
        // Acquire: the completion is read after the tail that announces it. Release: its place is free after it was copied.
        if (_read == _readable && _read == (_readable = Volatile.Read(ref *_completionTail)))
        {
            completion = default;
            return false;
        }
        completion = _completions[_read & _completionMask];
        Volatile.Write(ref *_completionHead, ++_read);
        if (!completion.More) InFlight--;
        return true;
    }

    /// <summary>Closes the ring. Requests still in flight are cancelled some time later: their memory must outlive them.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_enterFlags != 0)
        {
            // The registration holds the ring open until the thread ends.
            RingFdRegistration registration = new() { Offset = (uint)_enterFd };
            _ = RingAbi.Register(_fd, RingAbi.UnregisterRingFds, &registration, 1);
        }
        _rings.Dispose();
        _entries.Dispose();
        _ = Sockets.Close(_fd);
    }

    private int Enter(uint submit, uint complete, int flags, void* argument, nuint argumentBytes)
    {
        Volatile.Write(ref *_submissionTail, _filled); // release: the entries are whole before the kernel may see them
        Enters++;
        return RingAbi.Enter(_enterFd, submit, complete, flags | _enterFlags, argument, argumentBytes);
    }
}
