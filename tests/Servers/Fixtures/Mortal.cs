using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>What ends a connection.</summary>
public enum Cause
{
    Fin,
    Reset,
    Idle,
    Exception,
    Protocol,
    Stop,
    Limit,
}

/// <summary>How far it is by then.</summary>
public enum Moment
{
    Nothing,
    MidMessage,
    MidReply,
}

/// <summary>
/// A protocol that is at a given moment when a given cause ends it: m begins a message, of which <see cref="HalfBytes"/>
/// are sent and one more brings the end; r asks for a reply that does not fit into the kernel's buffers, with the end after it.
/// </summary>
internal sealed class Mortal(Cause cause, Moment moment) : IProtocol
{
    internal const int HalfBytes = 5;
    internal const int ReplyBytes = 16 * Piece;
    private const int Piece = 4096;

    private int _pieces;

    public Next Open(IReply reply) => moment == Moment.Nothing ? Strike() : Next.Read;

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = 0;
        if (_pieces == 0 && received[0] == 'm') return received.Length > HalfBytes ? Strike() : Next.Read;
        if (_pieces == 0) consumed = 1;
        else if (_pieces == ReplyBytes / Piece) return Strike();
        _pieces++;
        reply.GetSpan(Piece)[..Piece].Clear();
        reply.Advance(Piece);
        return Next.More;
    }

    private Next Strike() => cause switch
    {
        Cause.Exception => throw new InvalidOperationException("mortal"),
        Cause.Protocol => Next.Close,
        Cause.Limit => Next.ReadMessage(long.MaxValue),
        _ => Next.Read,
    };
}
