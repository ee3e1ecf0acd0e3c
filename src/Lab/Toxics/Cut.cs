namespace Sockeye.Lab;

/// <summary>So many bytes go through, and then the connection ends; where the stream ends before, nothing happens.</summary>
/// <param name="bytes">How many; with 0 the connection ends when the first comes.</param>
internal abstract class Cut(long bytes) : Toxic
{
    private long _left = bytes;

    internal override async ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        if (piece.Bytes.Length <= _left)
        {
            _left -= piece.Bytes.Length;
            return await Next.Pass(piece, over).ConfigureAwait(false);
        }
        if (_left > 0)
        {
            Passage passage = await Next.Pass(piece with { Bytes = piece.Bytes[..(int)_left] }, over).ConfigureAwait(false);
            if (passage != Passage.Open) return passage;
        }
        return await End(over).ConfigureAwait(false);
    }

    /// <summary>How it ends.</summary>
    private protected abstract ValueTask<Passage> End(CancellationToken over);
}

/// <summary>Closes the connection when so many bytes have gone through and more come.</summary>
/// <param name="bytes">How many.</param>
internal sealed class LimitData(long bytes) : Cut(bytes)
{
    private protected override ValueTask<Passage> End(CancellationToken over) => new(Passage.Close);
}

/// <summary>Resets it then.</summary>
/// <param name="bytes">After how many bytes.</param>
internal sealed class ResetPeer(long bytes) : Cut(bytes)
{
    private protected override ValueTask<Passage> End(CancellationToken over) => new(Passage.Reset);
}

/// <summary>Passes on nothing more then, and closes the connection after a while.</summary>
/// <param name="bytes">After how many bytes.</param>
/// <param name="silence">How long the while is.</param>
internal sealed class Silence(long bytes, TimeSpan silence) : Cut(bytes)
{
    private protected override async ValueTask<Passage> End(CancellationToken over)
    {
        await Moments.Until(Moments.After(Moments.Now, silence), over).ConfigureAwait(false);
        return Passage.Close;
    }
}
