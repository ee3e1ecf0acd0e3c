using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>The kernel's own calls: one epoll set, non-blocking sockets by their descriptors. Linux only.</summary>
internal sealed class KernelTransport : ITransport
{
    private const int EventsAtOnce = 256;
    private const int NoDescriptor = -1;

    private static readonly Tag WakeTag = new(byte.MaxValue, 0, 0);

    private readonly Epoll _epoll;
    private readonly EventFd _wake;
    private readonly EndPoint _server;
    private readonly int _pieceBytes;
    private Sources _sources;
    private readonly Slot[] _slots;
    private readonly Lock _waking = new();
    private int _ready;
    private int _taken;
    private bool _disposed;

    /// <exception cref="KernelException">The kernel refuses what a worker needs, for want of descriptors.</exception>
    internal KernelTransport(ClientPlan plan, int slots, int firstSource)
    {
        _server = plan.EndPoint;
        _pieceBytes = plan.PieceBytes ?? int.MaxValue;
        _sources = new(plan.SourceAddresses, firstSource);
        _slots = new Slot[slots];
        foreach (ref Slot slot in _slots.AsSpan()) slot.Fd = NoDescriptor;
        _epoll = new(EventsAtOnce);
        try
        {
            _wake = new();
            KernelException.Check("epoll_ctl", _epoll.Add(_wake.Fd, Readiness.Readable, WakeTag.Value));
        }
        catch
        {
            _wake?.Dispose();
            _epoll.Dispose();
            throw;
        }
    }

    public SocketError Connect(int slot)
    {
        int fd = Sockets.Connect(_server, _sources.Next(), out bool connected);
        // The runtime has one error for a path that does not exist and for an address that cannot be had; so have we.
        if (fd == -Errno.ENOENT) return SocketError.AddressNotAvailable;
        if (fd < 0) return Errno.ToSocketError(fd);
        ref Slot entry = ref _slots[slot];
        entry.Fd = fd;
        entry.Connecting = !connected;
        if (_server.AddressFamily != AddressFamily.Unix) _ = SocketOptions.SetNoDelay(fd);
        int result = _epoll.Add(fd, connected ? Readiness.Readable : Readiness.Writable, TagOf(slot));
        if (result == 0) return connected ? SocketError.Success : SocketError.InProgress;
        Close(slot);
        return Errno.ToSocketError(result);
    }

    public bool IsConnectedToItself(int slot) => _server.AddressFamily != AddressFamily.Unix
        && SocketName.Local(_slots[slot].Fd) is { } local && local.Equals(_server);

    public int Port(int slot) => (SocketName.Local(_slots[slot].Fd) as IPEndPoint)?.Port ?? 0;

    public SocketError Send(int slot, ReadOnlySpan<byte> bytes)
    {
        ref Slot entry = ref _slots[slot];
        int sent = SendNow(entry.Fd, bytes);
        if (sent == bytes.Length) return SocketError.Success;
        if (sent < 0 && !Errno.WouldBlock(sent)) return Errno.ToSocketError(sent);
        entry.Unsent.Keep(bytes[Math.Max(sent, 0)..]);
        _ = _epoll.Modify(entry.Fd, Readiness.Readable | Readiness.Writable, TagOf(slot));
        return SocketError.WouldBlock;
    }

    public int Receive(int slot, Span<byte> buffer, out SocketError error)
    {
        int received = Sockets.Receive(_slots[slot].Fd, buffer);
        error = received < 0 ? Errno.ToSocketError(received) : SocketError.Success;
        return Math.Max(received, -1);
    }

    public void Close(int slot)
    {
        ref Slot entry = ref _slots[slot];
        if (entry.Fd == NoDescriptor) return;
        _ = Sockets.Close(entry.Fd);
        entry.Fd = NoDescriptor;
        entry.Generation++;
        entry.Unsent.Clear();
    }

    public long Wait(long nanoseconds)
    {
        _taken = 0;
        _ready = Math.Max(_epoll.WaitNanoseconds(nanoseconds), 0);
        return 0;
    }

    public bool TryTake(out Happening happening)
    {
        while (_taken < _ready)
        {
            EpollEvent ready = _epoll[_taken++];
            Tag tag = new(ready.Data);
            if (tag == WakeTag)
            {
                _wake.Drain();
                continue;
            }
            // Closed since, in this very batch, and its slot perhaps another's by now.
            if (ready.Data != TagOf(tag.Slot)) continue;
            if (Happened(tag.Slot, ready.Readiness) is not { } told) continue;
            happening = told;
            return true;
        }
        happening = default;
        return false;
    }

    public void Wake()
    {
        // The descriptor must not be closed, and become another's, between the look and the call.
        lock (_waking)
        {
            if (!_disposed) _ = _wake.Signal();
        }
    }

    public void Dispose()
    {
        for (int slot = 0; slot < _slots.Length; slot++) Close(slot);
        lock (_waking)
        {
            _disposed = true;
            _wake.Dispose();
        }
        _epoll.Dispose();
    }

    private ulong TagOf(int slot) => new Tag(0, _slots[slot].Generation, slot).Value;

    private Happening? Happened(int slot, Readiness readiness)
    {
        ref Slot entry = ref _slots[slot];
        if (entry.Connecting)
        {
            entry.Connecting = false;
            int failed = SocketOptions.PendingError(entry.Fd);
            if (failed == 0) failed = _epoll.Modify(entry.Fd, Readiness.Readable, TagOf(slot));
            return new(slot, HappeningKind.Connected, Errno.ToSocketError(failed));
        }
        // What else it is ready for is told again by the next wait.
        if ((readiness & Readiness.Writable) != 0 && !entry.Unsent.IsEmpty) return Flush(slot);
        return new(slot, HappeningKind.Readable);
    }

    // An error behind a piece that went out is met again by the next call.
    private int SendNow(int fd, ReadOnlySpan<byte> bytes)
    {
        int sent = 0;
        do
        {
            int piece = Math.Min(_pieceBytes, bytes.Length - sent);
            int result = Sockets.Send(fd, bytes.Slice(sent, piece));
            if (result < 0) return sent > 0 ? sent : result;
            sent += result;
            if (result < piece) break;
        }
        while (sent < bytes.Length);
        return sent;
    }

    private Happening? Flush(int slot)
    {
        ref Slot entry = ref _slots[slot];
        int sent = SendNow(entry.Fd, entry.Unsent.Bytes);
        if (sent < 0) return Errno.WouldBlock(sent) ? null : new(slot, HappeningKind.Flushed, Errno.ToSocketError(sent));
        entry.Unsent.Advance(sent);
        if (!entry.Unsent.IsEmpty) return null;
        _ = _epoll.Modify(entry.Fd, Readiness.Readable, TagOf(slot));
        return new(slot, HappeningKind.Flushed);
    }

    private struct Slot
    {
        internal int Fd;
        internal int Generation;
        internal bool Connecting;
        internal Unsent Unsent;
    }
}
