using System.Diagnostics;
using Sockeye.Lab;

namespace Sockeye.Tests.Lab;

/// <summary>The end of a row of toxics: what came, and when.</summary>
internal sealed class Arrivals : Outlet
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<byte> _bytes = [];

    internal byte[] Bytes => [.. _bytes];

    internal List<int> Sizes { get; } = [];

    internal List<TimeSpan> Times { get; } = [];

    internal bool HasEnded { get; private set; }

    internal override ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        if (HasEnded) throw new InvalidOperationException("A piece came after the end.");
        HasEnded = piece.IsEnd;
        _bytes.AddRange(piece.Bytes.Span);
        Sizes.Add(piece.Bytes.Length);
        Times.Add(Stopwatch.GetElapsedTime(_start));
        return new(Passage.Open);
    }

    /// <summary>Lets pieces go through toxics, and then the end, as far as they let it.</summary>
    internal static async Task<(Arrivals Arrived, Passage Passage)> Through(IReadOnlyList<Toxic> toxics, params byte[][] pieces)
    {
        Arrivals arrived = new();
        Outlet row = Toxic.Row(toxics, arrived);
        // All at once, as they came: a line is long, however busy it is.
        long now = Moments.Now;
        foreach (byte[] piece in pieces.Append([]))
        {
            Passage passage = await row.Pass(new((byte[])piece.Clone(), now), CancellationToken.None);
            if (passage != Passage.Open) return (arrived, passage);
        }
        return (arrived, Passage.Open);
    }
}
