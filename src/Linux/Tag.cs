using System.Runtime.CompilerServices;

namespace Sockeye.Linux;

/// <summary>
/// What the kernel carries for us from a request to its answer, in a ring's user_data and in epoll's data: the operation,
/// the slot in the table of connections, and the slot's generation. 8, 24 and 32 bits.
/// </summary>
/// <remarks>
/// Slots and descriptors are used again, and an answer to the last user of one may still be under way. Each new user counts
/// the generation up; an answer whose generation is not the slot's is late, and dropped.
/// </remarks>
public readonly record struct Tag
{
    /// <summary>Generations are counted modulo this.</summary>
    public const int Generations = 1 << 24;

    /// <summary>A tag of the 64 bits that came back.</summary>
    /// <param name="value">The bits.</param>
    public Tag(ulong value) => Value = value;

    /// <summary>A tag of its parts.</summary>
    /// <param name="operation">What was asked for, in the numbers of the one who asks.</param>
    /// <param name="generation">The slot's generation; its low 24 bits count.</param>
    /// <param name="slot">The slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tag(byte operation, int generation, int slot) =>
        Value = (ulong)operation << 56 | (ulong)(uint)(generation & (Generations - 1)) << 32 | (uint)slot;

    /// <summary>The 64 bits.</summary>
    public ulong Value { get; }

    /// <summary>What was asked for.</summary>
    public byte Operation => (byte)(Value >> 56);

    /// <summary>The generation of the slot when it was asked.</summary>
    public int Generation => (int)(Value >> 32) & (Generations - 1);

    /// <summary>The slot.</summary>
    public int Slot => (int)(uint)Value;
}
