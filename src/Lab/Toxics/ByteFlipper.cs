namespace Sockeye.Lab;

/// <summary>Changes one bit of one byte: what checksums did not see.</summary>
/// <param name="offset">Which byte of the stream, from 0.</param>
internal sealed class ByteFlipper(long offset) : Toxic
{
    private long _passed;

    internal override ValueTask<Passage> Pass(Piece piece, CancellationToken over)
    {
        long place = offset - _passed;
        // Of the lowest bit: a digit stays a digit, and a line a line.
        if (place >= 0 && place < piece.Bytes.Length) piece.Bytes.Span[(int)place] ^= 1;
        _passed += piece.Bytes.Length;
        return Next.Pass(piece, over);
    }
}
