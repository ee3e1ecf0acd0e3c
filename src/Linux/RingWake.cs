using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>
/// How other threads wake a ring's thread out of its wait: by a message that the kernel puts among its completions where it
/// can (6.13 or newer), by an armed read of an <see cref="EventFd"/> where it cannot. Many signals before the thread has
/// woken are one.
/// </summary>
/// <remarks>
/// Put the work into a queue, then <see cref="Signal"/>. On the ring's thread a completion with the tag goes to
/// <see cref="Woken"/>, and only then is the queue looked at: in this order nothing is left behind.
/// </remarks>
public sealed unsafe class RingWake : IDisposable
{
    private readonly Ring _ring;
    private readonly Tag _tag;
    private readonly EventFd? _counter;
    private readonly ulong* _count;
    private readonly Lock _closing = new();
    private int _signalled;
    private bool _disposed;

    /// <summary>Makes the ring one that can be woken.</summary>
    /// <param name="ring">The ring, enabled; on its thread.</param>
    /// <param name="tag">What the completion of a wake will carry.</param>
    /// <exception cref="KernelException">The counter was refused.</exception>
    public RingWake(Ring ring, Tag tag) : this(ring, tag, IsMessageSupported)
    {
    }

    internal RingWake(Ring ring, Tag tag, bool byMessage)
    {
        ArgumentNullException.ThrowIfNull(ring);
        (_ring, _tag) = (ring, tag);
        if (byMessage) return;
        _counter = new(nonBlocking: false);
        _count = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        Arm();
    }

    /// <summary>Whether it goes by message; otherwise by counter, which has one request in flight for ever.</summary>
    public bool ByMessage => _counter is null;

    // An entry at an address that cannot be read is refused with EFAULT where messages are known, with EINVAL or EBADF elsewhere.
    internal static bool IsMessageSupported { get; } = RingAbi.Register(-1, RingAbi.RegisterSendMessage, (void*)1, 1) == -Errno.EFAULT;

    /// <summary>Wakes the ring's thread; from any thread, also after the end.</summary>
    /// <returns>0, or -errno: nobody was woken (ENOMEM), and the next signal tries again.</returns>
    public int Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) != 0) return 0;
        int result;
        // The descriptor must not be closed, and become another's, between the look and the call.
        lock (_closing) result = _disposed ? 0 : _counter is null ? SendMessage() : _counter.Signal();
        if (result < 0) Volatile.Write(ref _signalled, 0);
        return result;
    }

    /// <summary>A completion with the tag was read: from now on signals wake again. Call it before looking for work.</summary>
    /// <param name="completion">That completion.</param>
    public void Woken(in Completion completion)
    {
        // A full fence: work put in place before a signal that still saw the old value is seen by the look that follows.
        Interlocked.Exchange(ref _signalled, 0);
        if (!completion.More && completion.Result != -Errno.ECANCELED) Arm();
    }

    /// <summary>Ends it, before the ring. With a counter, its request is to be cancelled and its last completion read before: as long as
    /// requests are in flight the kernel may write there, and its memory is left to it.</summary>
    public void Dispose()
    {
        lock (_closing)
        {
            if (_disposed) return;
            _disposed = true;
            _counter?.Dispose();
            if (_ring.InFlight == 0) NativeMemory.Free(_count);
        }
    }

    private void Arm() => _ring.Next().Read(_counter!.Fd, (nint)_count, sizeof(ulong), _tag);

    private int SendMessage()
    {
        Sqe message = default;
        message.Message(_ring.Fd, _tag);
        return RingAbi.Register(-1, RingAbi.RegisterSendMessage, &message, 1);
    }
}
