using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>The sizes of a reactor's ring, and its patience at its end: smaller ones make rare things happen.</summary>
internal sealed record RingSizes
{
    internal int Entries { get; init; } = Ring.DefaultEntries;

    internal int Completions { get; init; } = Ring.DefaultCompletions;

    internal int Buffers { get; init; } = BufferRing.DefaultCount;

    internal int BufferBytes { get; init; } = BufferRing.DefaultBufferBytes;

    /// <summary>How long the kernel may take, at the end, to let go of what it was lent.</summary>
    internal int EndMilliseconds { get; init; } = 1_000;
}
