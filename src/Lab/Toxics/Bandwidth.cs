namespace Sockeye.Lab;

/// <summary>No more than so many bytes a second, in portions of at most a fiftieth of a second.</summary>
/// <param name="bytesPerSecond">How many.</param>
internal sealed class Bandwidth(int bytesPerSecond) : Toxic
{
    private const int PortionsPerSecond = 50;

    private long _free;

    internal override async ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        Memory<byte> left = piece.Bytes;
        while (!left.IsEmpty)
        {
            int portion = Math.Min(left.Length, Math.Max(1, bytesPerSecond / PortionsPerSecond));
            _free = Moments.After(Math.Max(_free, piece.Moment), TimeSpan.FromSeconds((double)portion / bytesPerSecond));
            await Moments.Until(_free, over).ConfigureAwait(false);
            Passage passage = await Next.Pass(new(left[..portion], _free), over).ConfigureAwait(false);
            if (passage != Passage.Open) return passage;
            left = left[portion..];
        }
        return piece.IsEnd ? await Next.Pass(piece, over).ConfigureAwait(false) : Passage.Open;
    }
}
