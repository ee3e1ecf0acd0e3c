namespace Sockeye.Lab;

/// <summary>Everything, the end too, comes later: as on a long line, where the next bytes set out before the last have arrived.</summary>
/// <param name="time">By how much.</param>
/// <param name="jitter">How much more or less it is, at most; what came first stays first.</param>
/// <param name="random">What the jitter is drawn from.</param>
internal sealed class Latency(TimeSpan time, TimeSpan jitter, Random random) : Toxic
{
    internal override async ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        long due = Moments.After(piece.Moment, time + jitter * (2 * random.NextDouble() - 1));
        await Moments.Until(due, over).ConfigureAwait(false);
        return await Next.Pass(piece with { Moment = Math.Max(due, piece.Moment) }, over).ConfigureAwait(false);
    }
}
