namespace Sockeye.Lab;

/// <summary>Bytes go on in slices, each by a send of its own.</summary>
/// <param name="averageBytes">How large they are on average: from one byte to not quite twice as many.</param>
/// <param name="pause">What lies between two slices.</param>
/// <param name="random">What their sizes are drawn from.</param>
internal sealed class Slicer(int averageBytes, TimeSpan pause, Random random) : Toxic
{
    internal override async ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        if (piece.IsEnd) return await Next.Pass(piece, over).ConfigureAwait(false);
        Memory<byte> left = piece.Bytes;
        while (true)
        {
            int slice = Math.Min(left.Length, random.Next(1, 2 * averageBytes));
            Passage passage = await Next.Pass(piece with { Bytes = left[..slice] }, over).ConfigureAwait(false);
            left = left[slice..];
            if (passage != Passage.Open || left.IsEmpty) return passage;
            if (pause > TimeSpan.Zero) await Moments.Until(Moments.After(Moments.Now, pause), over).ConfigureAwait(false);
        }
    }
}
