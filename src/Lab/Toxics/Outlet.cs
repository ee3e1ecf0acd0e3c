namespace Sockeye.Lab;

/// <summary>Where the bytes of one direction go on: a <see cref="Toxic"/>, or the socket at the end.</summary>
internal abstract class Outlet
{
    /// <summary>Takes a piece; it has gone on, whole, when this returns <see cref="Passage.Open"/>.</summary>
    /// <param name="piece">The piece: its bytes may be changed, and are not kept.</param>
    /// <param name="over">Cancelled when the connection has ended by other means.</param>
    internal abstract ValueTask<Passage> Pass(Piece piece, CancellationToken over);
}

/// <summary>What came at once out of one end of a connection; without bytes it is the end of the stream (FIN).</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Moment">When they came to where they are now, as the clock of <see cref="Moments"/> says it.</param>
internal readonly record struct Piece(Memory<byte> Bytes, long Moment)
{
    internal bool IsEnd => Bytes.IsEmpty;
}

/// <summary>What becomes of a connection after a piece.</summary>
internal enum Passage
{
    /// <summary>It goes on.</summary>
    Open,

    /// <summary>Both ends are closed: what has been passed on arrives, then FIN.</summary>
    Close,

    /// <summary>Both ends are reset.</summary>
    Reset,
}
