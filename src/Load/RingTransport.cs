using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>The kernel's own calls through a ring: one receive a connection that stays armed, and the pings of a turn sent by the
/// system call that waits for their pongs. Linux 6.1 or newer.</summary>
/// <remarks>
/// A descriptor can be closed while the kernel still works for it: what it tells of a generation that is over is dropped. Only the place
/// that a ping is sent from must not be used again before. But a request that is still queued names its connection by the descriptor's
/// number, which the kernel looks up when it takes it: before it has, the number must not become another connection's.
/// </remarks>
internal sealed class RingTransport : ITransport
{
    private const byte ConnectOperation = 1, ReceiveOperation = 2, SendOperation = 3, RoomOperation = 4;
    private const byte WakeOperation = 5, CancelOperation = 6;
    private const ushort BufferGroup = 0;
    private const int FewestBuffers = 64, MostCompletions = 16_384;
    private const int NoDescriptor = -1;

    // What is longer is copied by its own send(2), as over epoll: there a system call is not what it costs.
    private const int PlaceBytes = 256;

    // So many pings go together: the first of them has been written, by its own account, while the last one is being made.
    private const int SendsAtOnce = 16;

    // What one slot may ask for at a time.
    private const int RequestsOfSlot = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Ring _ring;
    private readonly BufferRing _buffers;
    private readonly EndPoint _server;
    private readonly Slot[] _slots;
    private readonly byte[] _places;
    private readonly Queue<int> _asking;
    private Sources _sources;
    private RingWake? _wake;
    private Completion _arrived;
    private bool _holds;
    private bool _looksFirst;
    private bool _ends;
    private int _sends;

    // Whether the kernel has refused to take all that was queued, and the descriptors that are not closed before it does.
    private bool _behind;
    private readonly List<int> _named = [];

    /// <exception cref="KernelException">The kernel refuses what a worker needs, for want of descriptors or of locked memory.</exception>
    internal RingTransport(ClientPlan plan, int slots, int firstSource)
    {
        _server = plan.EndPoint;
        _sources = new(plan.SourceAddresses, firstSource);
        _slots = new Slot[slots];
        foreach (ref Slot slot in _slots.AsSpan()) slot.Fd = NoDescriptor;
        _places = GC.AllocateUninitializedArray<byte>(slots * PlaceBytes, pinned: true);
        _asking = new(slots);
        // For each slot its ping and what becomes of its receive, beside the pongs. Few buffers stay in the cache.
        int completions = (int)Math.Min(MostCompletions, BitOperations.RoundUpToPowerOf2((uint)(Ring.DefaultCompletions + 2 * slots)));
        int buffers = (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)(2 * slots)), FewestBuffers, BufferRing.DefaultCount);
        _ring = new(Ring.DefaultEntries, completions);
        try
        {
            _buffers = new(_ring, BufferGroup, buffers);
        }
        catch
        {
            _ring.Dispose();
            throw;
        }
    }

    public SocketError Connect(int slot)
    {
        Begin();
        int fd = Sockets.Connect(_server, _sources.Next(), out bool connected);
        // The runtime has one error for a path that does not exist and for an address that cannot be had; so have we.
        if (fd == -Errno.ENOENT) return SocketError.AddressNotAvailable;
        if (fd < 0) return Errno.ToSocketError(fd);
        ref Slot entry = ref _slots[slot];
        entry.Fd = fd;
        entry.Connecting = !connected;
        if (_server.AddressFamily != AddressFamily.Unix) _ = SocketOptions.SetNoDelay(fd);
        _asking.Enqueue(slot);
        return connected ? SocketError.Success : SocketError.InProgress;
    }

    public bool IsConnectedToItself(int slot) => _server.AddressFamily != AddressFamily.Unix
        && SocketName.Local(_slots[slot].Fd) is { } local && local.Equals(_server);

    public int Port(int slot) => (SocketName.Local(_slots[slot].Fd) as IPEndPoint)?.Port ?? 0;

    public SocketError Send(int slot, ReadOnlySpan<byte> bytes)
    {
        ref Slot entry = ref _slots[slot];
        bool free = entry.Left == 0;
        if (free && !entry.Lent && bytes.Length <= PlaceBytes && _ring.Reserve(1))
        {
            bytes.CopyTo(_places.AsSpan(slot * PlaceBytes));
            (entry.Start, entry.Left) = (0, bytes.Length);
            Lend(slot);
            if (++_sends >= SendsAtOnce) Submit();
            // It will be told where it does not go; meanwhile the next one waits behind it.
            return SocketError.Success;
        }
        int sent = free ? Sockets.Send(entry.Fd, bytes) : 0;
        if (sent == bytes.Length) return SocketError.Success;
        if (sent < 0 && !Errno.WouldBlock(sent)) return Errno.ToSocketError(sent);
        entry.Unsent.Keep(bytes[Math.Max(sent, 0)..]);
        if (free) _asking.Enqueue(slot);
        return SocketError.WouldBlock;
    }

    public int Receive(int slot, Span<byte> buffer, out SocketError error)
    {
        Debug.Assert(_arrived.Tag == TagOf(slot, ReceiveOperation), "another connection's bytes");
        int result = _arrived.Result;
        error = result < 0 ? Errno.ToSocketError(result) : SocketError.Success;
        if (!_holds) return Math.Max(result, -1);
        _buffers.Take(_arrived).CopyTo(buffer);
        GiveBack();
        return result;
    }

    public void Close(int slot)
    {
        ref Slot entry = ref _slots[slot];
        if (entry.Fd == NoDescriptor) return;
        bool asked = entry.Receiving || entry.Polling || entry.Lent;
        if (_behind || (entry.Lent && _sends > 0)) Submit();
        // close(2) neither ends what is under way on a ring nor sends the FIN before that has ended; shutdown(2) does both.
        if (asked) _ = Sockets.Shutdown(entry.Fd, Ends.Both);
        if (asked && _behind) _named.Add(entry.Fd);
        else _ = Sockets.Close(entry.Fd);
        entry.Unsent.Clear();
        entry = entry with
        {
            Fd = NoDescriptor,
            Generation = entry.Generation + 1,
            Connecting = false,
            Polling = false,
            Receiving = false,
            Left = 0,
        };
    }

    public long Wait(long nanoseconds)
    {
        Begin();
        for (int i = _asking.Count; i > 0 && _ring.Reserve(RequestsOfSlot); i--) Ask(_asking.Dequeue());
        bool waits = nanoseconds > 0 && !_looksFirst;
        _looksFirst = false;
        Submitted(_ring.SubmitAndWaitNanoseconds(waits ? 1 : 0, nanoseconds));
        return 0;
    }

    public bool TryTake(out Happening happening)
    {
        if (_holds) Drop();
        while (_ring.TryRead(out _arrived))
        {
            _holds = _arrived.HasBuffer;
            if (Happened(_arrived) is { } told)
            {
                happening = told;
                return true;
            }
            if (_holds) Drop();
        }
        happening = default;
        return false;
    }

    public void Wake()
    {
        // Who comes before the ring is the worker's finds nobody to wake: the first wait does not last.
        Interlocked.MemoryBarrier();
        _ = Volatile.Read(ref _wake)?.Signal();
    }

    public void Dispose()
    {
        for (int slot = 0; slot < _slots.Length; slot++) Close(slot);
        try
        {
            if (_wake is not null) End();
        }
        finally
        {
            _wake?.Dispose();
            _buffers.Dispose();
            // What the kernel may still read is never freed: a leak does less harm.
            if (_ring.InFlight > 0) _ = GCHandle.Alloc(_places);
            _ring.Dispose();
            // What is still queued was not submitted, and never will be.
            CloseNamed();
        }
    }

    /// <summary>Makes the ring that of the calling thread, the worker's, which is not the one that made it.</summary>
    private void Begin()
    {
        if (_wake is not null) return;
        _ring.Enable();
        Volatile.Write(ref _wake, new(_ring, new Tag(WakeOperation, 0, 0)));
        Interlocked.MemoryBarrier();
        _looksFirst = true;
    }

    /// <summary>Waits until the kernel has let go of all memory of ours, or for as long as there is patience.</summary>
    private void End()
    {
        long start = Stopwatch.GetTimestamp();
        _ends = true;
        if (_ring.Reserve(1)) _ring.Next().CancelAll(new Tag(CancelOperation, 0, 0));
        while (_ring.InFlight > 0 && Stopwatch.GetElapsedTime(start) < Patience)
        {
            while (TryTake(out _))
            {
            }
            if (_ring.InFlight > 0) Submitted(_ring.SubmitAndWaitNanoseconds(1, Clock.Nanoseconds(Patience)));
        }
    }

    /// <summary>Asks the kernel for what a slot lacks; done before a wait, when all buffers are back in the ring.</summary>
    private void Ask(int slot)
    {
        ref Slot entry = ref _slots[slot];
        if (entry.Fd == NoDescriptor) return;
        if (entry.Left > 0 && !entry.Lent) Lend(slot);
        bool awaitsRoom = entry.Connecting || (entry.Left == 0 && !entry.Unsent.IsEmpty);
        if (awaitsRoom && !entry.Polling)
        {
            entry.Polling = true;
            _ring.Next().Poll(entry.Fd, Readiness.Writable, TagOf(slot, entry.Connecting ? ConnectOperation : RoomOperation));
        }
        if (entry.Connecting || entry.Receiving) return;
        entry.Receiving = true;
        _ring.Next().ReceiveMultishot(entry.Fd, BufferGroup, TagOf(slot, ReceiveOperation));
    }

    private void Lend(int slot)
    {
        ref Slot entry = ref _slots[slot];
        entry.Lent = true;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_places, slot * PlaceBytes + entry.Start);
        _ring.Next().Send(entry.Fd, address, entry.Left, TagOf(slot, SendOperation));
    }

    private void Submit() => Submitted(_ring.Submit());

    private void Submitted(int result)
    {
        // The time was up, a signal, or «read the answers first»: none is an error.
        if (result < 0 && -result is not (Errno.ETIME or Errno.EINTR or Errno.EBUSY or Errno.EAGAIN))
            throw new KernelException("io_uring_enter", result);
        _sends = 0;
        _behind = _ring.Queued > 0;
        if (!_behind) CloseNamed();
    }

    private void CloseNamed()
    {
        foreach (int fd in _named) _ = Sockets.Close(fd);
        _named.Clear();
    }

    private Happening? Happened(in Completion completion)
    {
        Tag tag = completion.Tag;
        // A wake that comes at the end is not armed anew: nobody would cancel it.
        if (tag.Operation == WakeOperation && !_ends) _wake!.Woken(completion);
        if (tag.Operation is WakeOperation or CancelOperation) return null;
        ref Slot entry = ref _slots[tag.Slot];
        if (tag.Operation == SendOperation) entry.Lent = false;
        // Closed since, and its slot perhaps another's by now.
        if (tag != TagOf(tag.Slot, tag.Operation)) return null;
        return tag.Operation switch
        {
            ReceiveOperation => Received(tag.Slot, completion),
            SendOperation => Sent(tag.Slot, completion.Result),
            ConnectOperation => Connected(tag.Slot),
            _ => Room(tag.Slot),
        };
    }

    private Happening? Received(int slot, in Completion completion)
    {
        if (!completion.More) _slots[slot].Receiving = false;
        int result = completion.Result;
        // A shortage of buffers, not the connection's end: nothing is lost, and at the next wait they are back.
        bool goesOn = result > 0 || Errno.OutOfBuffers(result) || Errno.Interrupted(result);
        if (goesOn && !completion.More) _asking.Enqueue(slot);
        return goesOn && result <= 0 ? null : new(slot, HappeningKind.Readable);
    }

    private Happening? Sent(int slot, int result)
    {
        ref Slot entry = ref _slots[slot];
        if (result < 0 && !Errno.WouldBlock(result) && !Errno.Interrupted(result))
        {
            entry.Left = 0;
            return new(slot, HappeningKind.Flushed, Errno.ToSocketError(result));
        }
        entry.Start += Math.Max(result, 0);
        entry.Left -= Math.Max(result, 0);
        if (entry.Left > 0) _asking.Enqueue(slot);
        return entry.Left > 0 || entry.Unsent.IsEmpty ? null : Flush(slot);
    }

    private Happening? Connected(int slot)
    {
        ref Slot entry = ref _slots[slot];
        entry.Connecting = entry.Polling = false;
        _asking.Enqueue(slot);
        return new(slot, HappeningKind.Connected, Errno.ToSocketError(SocketOptions.PendingError(entry.Fd)));
    }

    private Happening? Room(int slot)
    {
        _slots[slot].Polling = false;
        return Flush(slot);
    }

    private Happening? Flush(int slot)
    {
        ref Slot entry = ref _slots[slot];
        int sent = Sockets.Send(entry.Fd, entry.Unsent.Bytes);
        if (sent < 0 && !Errno.WouldBlock(sent)) return new(slot, HappeningKind.Flushed, Errno.ToSocketError(sent));
        entry.Unsent.Advance(Math.Max(sent, 0));
        if (entry.Unsent.IsEmpty) return new(slot, HappeningKind.Flushed);
        _asking.Enqueue(slot);
        return null;
    }

    private void Drop()
    {
        _ = _buffers.Take(_arrived);
        GiveBack();
    }

    private void GiveBack()
    {
        _buffers.Return(_arrived.Buffer);
        _holds = false;
    }

    private Tag TagOf(int slot, byte operation) => new(operation, _slots[slot].Generation, slot);

    private record struct Slot
    {
        internal int Fd;
        internal int Generation;

        /// <summary>It is not connected yet.</summary>
        internal bool Connecting;

        /// <summary>It is waited for until there is room to write.</summary>
        internal bool Polling;

        /// <summary>A receive is armed.</summary>
        internal bool Receiving;

        /// <summary>The kernel may read its place: for this connection, or for one that is closed.</summary>
        internal bool Lent;

        /// <summary>Where in its place what is left to send begins, and how much that is.</summary>
        internal int Start, Left;

        /// <summary>What came when its place was taken, or did not fit.</summary>
        internal Unsent Unsent;
    }
}
