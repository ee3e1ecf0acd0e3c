using System.Diagnostics;

namespace Sockeye.Linux;

/// <summary>
/// Buffers lent to the kernel: a receive takes one when data has come, so that a silent connection holds none. One slab, cut
/// into equal parts, belongs to the ring's thread.
/// </summary>
/// <remarks>
/// A completion that brought a buffer (<see cref="Completion.HasBuffer"/>) makes it ours: <see cref="Take"/>, look at the bytes,
/// <see cref="Return"/>, before the next completion is read. Returned twice, it would be filled for two connections at once;
/// that is checked, always.
/// </remarks>
public sealed unsafe class BufferRing : IDisposable
{
    /// <summary>Buffers, unless another number is given.</summary>
    public const int DefaultCount = 1024;

    /// <summary>The length of a buffer, in bytes, unless another is given.</summary>
    public const int DefaultBufferBytes = 4096;

    /// <summary>What a returned buffer is filled with in a debug build: who reads it, reads poison.</summary>
    internal const byte Poison = 0x50;

    private const int MaximumCount = 32768; // io_uring_register(2), IORING_REGISTER_PBUF_RING

    private readonly Ring _ring;
    private readonly KernelMemory _memory;
    private readonly BufferEntry* _entries;
    private readonly byte* _slab;
    private readonly bool[] _held;
    private readonly int _mask;
    private ushort _tail;
    private bool _disposed;

    /// <summary>Makes the buffers, all of them in the ring.</summary>
    /// <param name="ring">The ring that uses them, before it is enabled or on its thread.</param>
    /// <param name="group">The number by which requests name them; one number a set of buffers.</param>
    /// <param name="count">How many: a power of two, at most 32,768.</param>
    /// <param name="bufferBytes">The length of each, in bytes.</param>
    /// <exception cref="KernelException">It was refused: ENOMEM is the limit on locked memory, 16 bytes a buffer.</exception>
    public BufferRing(Ring ring, ushort group, int count = DefaultCount, int bufferBytes = DefaultBufferBytes)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(int.PopCount(count), 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 1);
        (_ring, Group, Count, BufferBytes, _mask) = (ring, group, count, bufferBytes, count - 1);
        _held = new bool[count];
        nint entriesBytes = ChargedBytes(count);
        _memory = KernelMemory.Own("buffers", entriesBytes + (nint)count * bufferBytes);
        _entries = (BufferEntry*)_memory.Start;
        _slab = _memory.Start + entriesBytes;
        BufferRingRegistration registration = new() { Address = (ulong)_entries, Entries = (uint)count, Group = group };
        int result = RingAbi.Register(ring.Fd, RingAbi.RegisterBufferRing, &registration, 1);
        if (result < 0) _memory.Dispose();
        KernelException.Check("io_uring_register, buffer ring", result);
        for (int id = 0; id < count; id++) Put((ushort)id);
    }

    /// <summary>The number by which requests name these buffers.</summary>
    public ushort Group { get; }

    /// <summary>How many buffers there are.</summary>
    public int Count { get; }

    /// <summary>The length of each, in bytes.</summary>
    public int BufferBytes { get; }

    /// <summary>Buffers taken and not yet returned.</summary>
    public int Held { get; private set; }

    /// <summary>Buffers in the ring, or on their way to us in a completion not yet read.</summary>
    public int InRing => Count - Held;

    /// <summary>Memory of the slab and its ring, in bytes. Pages that were never written to are not resident.</summary>
    public long MemoryBytes => KernelMemory.RoundToPages(_memory.Bytes);

    /// <summary>What buffers are charged with as locked memory: the ring alone, not the slab.</summary>
    internal static nint ChargedBytes(int count) => KernelMemory.RoundToPages(count * sizeof(BufferEntry));

    /// <summary>The bytes that a receive brought; valid until the buffer is returned.</summary>
    /// <param name="completion">A receive's completion, with a buffer.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidOperationException">There is no buffer, or it is held already.</exception>
    public Span<byte> Take(in Completion completion)
    {
        ushort id = completion.Buffer;
        if (!completion.HasBuffer || id >= Count || _held[id])
            throw new InvalidOperationException($"No buffer {id} comes with this completion.");
        _held[id] = true;
        Held++;
        return new(_slab + (nint)id * BufferBytes, int.Max(completion.Result, 0));
    }

    /// <summary>Gives a buffer back to the kernel, which may fill it from the next submission on.</summary>
    /// <param name="buffer">Its number (<see cref="Completion.Buffer"/>).</param>
    /// <exception cref="InvalidOperationException">It is not held: it was returned before.</exception>
    public void Return(ushort buffer)
    {
        if (buffer >= Count || !_held[buffer]) throw new InvalidOperationException($"Buffer {buffer} is not held.");
        FillWithPoison(buffer);
        _held[buffer] = false;
        Held--;
        Put(buffer);
    }

    /// <summary>At the end of a turn: what was taken is back. What is not would be missing for ever.</summary>
    /// <exception cref="InvalidOperationException">Buffers are held.</exception>
    internal void CheckReturned()
    {
        if (Held != 0) throw new InvalidOperationException($"{Held} of {Count} buffers were not returned.");
    }

    /// <summary>Takes the buffers out of the ring and frees them. While requests are in flight the kernel may write to them: then they
    /// stay mapped until the process ends, for a leak does less harm.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_ring.InFlight > 0) return;
        BufferRingRegistration registration = new() { Group = Group };
        _ = RingAbi.Register(_ring.Fd, RingAbi.UnregisterBufferRing, &registration, 1);
        _memory.Dispose();
    }

    [Conditional("DEBUG")]
    private void FillWithPoison(ushort id) => new Span<byte>(_slab + (nint)id * BufferBytes, BufferBytes).Fill(Poison);

    private void Put(ushort id)
    {
        // Field by field: in entry 0 the fourth one is the tail.
        BufferEntry* entry = &_entries[_tail & _mask];
        entry->Address = (ulong)(_slab + (nint)id * BufferBytes);
        entry->Length = (uint)BufferBytes;
        entry->Id = id;
        Volatile.Write(ref _entries->Tail, ++_tail); // release: the entry is whole before the kernel may see it
    }
}
