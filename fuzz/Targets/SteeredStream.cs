namespace Sockeye.Fuzz;

/// <summary>
/// An input that says itself how it is cut: a byte that chooses among the kinds of a target, four lengths of pieces, and then the
/// stream. So whatever moves bytes moves the cuts, too.
/// </summary>
internal sealed class SteeredStream
{
    private const int Lengths = 4;
    private const int HeadBytes = 1 + Lengths;

    internal SteeredStream(byte[] input)
    {
        byte[] head = [.. input.Take(HeadBytes), .. new byte[Math.Max(0, HeadBytes - input.Length)]];
        Kind = head[0];
        Bytes = input[Math.Min(HeadBytes, input.Length)..];
        Cuts = CutsOf(Bytes.Length, head.AsSpan(1));
        EveryByte = [.. Enumerable.Range(1, Math.Max(0, Bytes.Length - 1))];
    }

    internal byte Kind { get; }

    internal byte[] Bytes { get; }

    /// <summary>Where it is cut, as its head says: the lengths, one after another and from the first again.</summary>
    internal int[] Cuts { get; }

    /// <summary>Where it is cut to come byte by byte.</summary>
    internal int[] EveryByte { get; }

    /// <summary>The input that has this stream, in pieces of uneven length.</summary>
    internal static byte[] Input(byte[] stream, int kind = 0) => [(byte)kind, 2, 0, 30, 6, .. stream];

    /// <summary>The stream in pieces.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Pieces(int[] cuts)
    {
        int start = 0;
        foreach (int cut in cuts)
        {
            yield return Bytes.AsMemory(start..cut);
            start = cut;
        }
        yield return Bytes.AsMemory(start);
    }

    private static int[] CutsOf(int length, ReadOnlySpan<byte> lengths)
    {
        List<int> cuts = [];
        for (int at = 1 + lengths[0]; at < length; at += 1 + lengths[cuts.Count % Lengths]) cuts.Add(at);
        return [.. cuts];
    }
}
