namespace Sockeye.Lab;

/// <summary>The end of the stream comes later.</summary>
/// <param name="time">By how much.</param>
internal sealed class SlowClose(TimeSpan time) : Toxic
{
    internal override async ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        if (piece.IsEnd) await Moments.Until(Moments.After(piece.Moment, time), over).ConfigureAwait(false);
        return await Next.Pass(piece, over).ConfigureAwait(false);
    }
}
