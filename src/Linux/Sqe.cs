using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>
/// A submission queue entry: one request to a ring (struct io_uring_sqe). Take it from <see cref="Ring.Next"/> and call one
/// of its verbs, which fills it whole. Each request is answered by exactly one completion without
/// <see cref="Completion.More"/>; a multishot's others come before it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct Sqe
{
    private const int MsgWaitAll = 0x100, MsgNoSignal = 0x4000;

    [FieldOffset(0)] internal byte Operation;
    [FieldOffset(1)] internal byte Flags;
    [FieldOffset(2)] internal ushort Priority;
    [FieldOffset(4)] internal int Fd;
    [FieldOffset(8)] internal ulong Offset;
    [FieldOffset(16)] internal ulong Address;
    [FieldOffset(24)] internal uint Length;
    [FieldOffset(28)] internal uint OperationFlags;
    [FieldOffset(32)] internal ulong UserData;
    [FieldOffset(40)] internal ushort BufferGroup;
    [FieldOffset(44)] internal uint FileIndex;

    /// <summary>Accepts connection after connection, non-blocking and close-on-exec; each result is a descriptor. It ends with the
    /// first error, and where completions overflow.</summary>
    /// <remarks>The limit on open files is that of the moment when it was armed. After EMFILE back off before arming it again.</remarks>
    /// <param name="listener">The listener.</param>
    /// <param name="tag">What its completions will carry.</param>
    public void AcceptMultishot(int listener, Tag tag)
    {
        Set(RingAbi.OpAccept, listener, tag);
        Priority = RingAbi.AcceptMultishot;
        OperationFlags = Sockets.AcceptFlags;
    }

    /// <summary>Receives whenever something arrives, each time into a buffer that the kernel takes from a buffer ring
    /// (<see cref="BufferRing.Take"/>). It ends at the end of the stream, at an error, and when the ring is empty
    /// (<see cref="Errno.OutOfBuffers"/>).</summary>
    /// <remarks>One a connection. After ENOBUFS arm it again when a buffer has returned, and not before: with an empty ring it
    /// fails at once, whether there is data or not.</remarks>
    /// <param name="fd">The connection.</param>
    /// <param name="group">The number of the buffer ring.</param>
    /// <param name="tag">What its completions will carry.</param>
    /// <param name="pollFirst">Wait for data before trying: saves a useless attempt where none can be there yet.</param>
    public void ReceiveMultishot(int fd, ushort group, Tag tag, bool pollFirst = false)
    {
        Set(RingAbi.OpReceive, fd, tag);
        Flags = RingAbi.SqeBufferSelect;
        Priority = (ushort)(RingAbi.ReceiveMultishot | (pollFirst ? RingAbi.ReceivePollFirst : 0));
        BufferGroup = group;
    }

    /// <summary>Sends bytes that stay in place until the completion, which says how many went: look at it.</summary>
    /// <remarks>One a connection at a time: two at once interleave.</remarks>
    /// <param name="fd">The connection.</param>
    /// <param name="address">Where the bytes are: native or pinned memory.</param>
    /// <param name="length">How many.</param>
    /// <param name="tag">What its completion will carry.</param>
    /// <param name="waitAll">The kernel goes on until all have gone, or the connection fails (MSG_WAITALL). Without it, a completion
    /// tells of each part, and progress can be seen.</param>
    public void Send(int fd, nint address, int length, Tag tag, bool waitAll = false)
    {
        Set(RingAbi.OpSend, fd, tag);
        Address = (ulong)address;
        Length = (uint)(CallFaults.Enabled && CallFaults.OnThisThread is { } faults ? faults.Shorten(length) : length);
        OperationFlags = MsgNoSignal | (waitAll ? (uint)MsgWaitAll : 0);
    }

    /// <summary>Ends one direction or both; requests of the connection that are under way then end by themselves. ENOTCONN means
    /// that the peer has gone already.</summary>
    /// <param name="fd">The connection.</param>
    /// <param name="ends">What ends.</param>
    /// <param name="tag">What its completion will carry.</param>
    public void Shutdown(int fd, Ends ends, Tag tag)
    {
        Set(RingAbi.OpShutdown, fd, tag);
        Length = (uint)ends;
    }

    /// <summary>Closes a descriptor. Due when no request of it is in flight: it neither cancels them nor sends a FIN.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="tag">What its completion will carry.</param>
    public void Close(int fd, Tag tag) => Set(RingAbi.OpClose, fd, tag);

    /// <summary>Cancels the request that carries a tag. That one then ends with ECANCELED, or as it would have. The answer here is 0,
    /// ENOENT (it had ended) or EALREADY (it is ending): all are well. The order of the two completions is not fixed.</summary>
    /// <param name="target">The tag of the request to cancel.</param>
    /// <param name="tag">What the completion of the cancelling will carry.</param>
    public void Cancel(Tag target, Tag tag)
    {
        Set(RingAbi.OpCancel, -1, tag);
        Address = target.Value;
    }

    /// <summary>Cancels every request of the ring: the first step of its end. The result is their number.</summary>
    /// <param name="tag">What the completion of the cancelling will carry.</param>
    public void CancelAll(Tag tag)
    {
        Set(RingAbi.OpCancel, -1, tag);
        OperationFlags = RingAbi.CancelAll | RingAbi.CancelAny;
    }

    /// <summary>Reads from a descriptor that need not be a socket (an <see cref="EventFd"/>) into memory that stays in place until the
    /// completion.</summary>
    /// <param name="fd">The descriptor; a blocking one is waited for, a non-blocking one may say EAGAIN.</param>
    /// <param name="address">Where the bytes go: native or pinned memory.</param>
    /// <param name="length">How many at most.</param>
    /// <param name="tag">What its completion will carry.</param>
    public void Read(int fd, nint address, int length, Tag tag)
    {
        Set(RingAbi.OpRead, fd, tag);
        Offset = ulong.MaxValue; // no position: it is a stream
        Address = (ulong)address;
        Length = (uint)length;
    }

    /// <summary>Waits, once, until a descriptor is ready; the result is its readiness.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="interest">What to wait for; errors and hang-ups are always told.</param>
    /// <param name="tag">What its completion will carry.</param>
    public void Poll(int fd, Readiness interest, Tag tag)
    {
        Set(RingAbi.OpPollAdd, fd, tag);
        OperationFlags = (uint)interest;
    }

    /// <summary>Does nothing, and completes.</summary>
    /// <param name="tag">What its completion will carry.</param>
    public void Nop(Tag tag) => Set(RingAbi.OpNop, -1, tag);

    /// <summary>A completion in another ring, with the More flag: it ends no request there.</summary>
    internal void Message(int ring, Tag tag)
    {
        Set(RingAbi.OpMessage, ring, default);
        Offset = tag.Value;
        OperationFlags = RingAbi.MessageFlagsPass;
        FileIndex = RingAbi.CqeMore;
    }

    // Entries are used again: each verb starts from zero, so that no field of the one before is left.
    private void Set(byte operation, int fd, Tag tag)
    {
        this = default;
        Operation = operation;
        Fd = fd;
        UserData = tag.Value;
    }
}
