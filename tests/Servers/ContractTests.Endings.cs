using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// A4: whatever ends a connection, and whenever it does, it is closed once and for the same reason on every model.
public abstract partial class ContractTests
{
    public static TheoryData<Cause, Moment> Endings()
    {
        var endings = new TheoryData<Cause, Moment>();
        foreach (Cause cause in Enum.GetValues<Cause>())
        {
            foreach (Moment moment in Enum.GetValues<Moment>()) endings.Add(cause, moment);
        }
        return endings;
    }

    [Theory, MemberData(nameof(Endings))]
    public void A4_closed_exactly_once_with_the_right_reason(Cause cause, Moment moment)
    {
        var options = new ServerOptions { SocketSendBufferBytes = TinyBuffer };
        if (cause == Cause.Idle) options = options with { IdleTimeout = TimeSpan.FromMilliseconds(100) };
        if (cause == Cause.Stop && moment == Moment.MidMessage) options = options with { DrainTimeout = TimeSpan.FromMilliseconds(100) };
        ServerUnderTest server = Serve(() => new Mortal(cause, moment), options);
        if (cause == Cause.Exception) server.ExpectedFaults = 1;
        // The probe of the oracle meets the same fate where opening brings it.
        if (cause == Cause.Exception && moment == Moment.Nothing) server.ExpectedFaults = 2;

        RawPeer peer = server.Connect(receiveBufferBytes: TinyBuffer);
        Bring(server, peer, moment);
        switch (cause)
        {
            case Cause.Fin:
                peer.FinishSending();
                break;
            case Cause.Reset:
                peer.Reset();
                break;
            case Cause.Stop:
                server.Stop();
                break;
            case Cause.Exception or Cause.Protocol or Cause.Limit when moment == Moment.MidMessage:
                peer.Send("!"u8);
                break;
        }
        bool repliesAreRead = moment == Moment.MidReply
            && cause is Cause.Fin or Cause.Exception or Cause.Protocol or Cause.Stop or Cause.Limit;
        if (repliesAreRead) Assert.Equal(Mortal.ReplyBytes - 1, peer.ReadToFin().Length);
        else if (cause is Cause.Exception or Cause.Protocol or Cause.Limit) Assert.Empty(peer.ReadToFin());

        Assert.Equal(Expected(cause, moment), server.UntilClosed(1)[0]);
    }

    private static void Bring(ServerUnderTest server, RawPeer peer, Moment moment)
    {
        switch (moment)
        {
            case Moment.Nothing:
                UntilOpened(server);
                break;
            case Moment.MidMessage:
                peer.Send("mmmmm"u8);
                server.UntilSeen(Mortal.HalfBytes);
                break;
            case Moment.MidReply:
                peer.Send("r"u8).Read(1);
                break;
        }
    }

    private CloseReason Expected(Cause cause, Moment moment) => cause switch
    {
        Cause.Fin => CloseReason.PeerClosed,
        Cause.Reset => moment == Moment.MidReply ? CloseReason.PeerAborted : Gone,
        Cause.Idle => CloseReason.IdleTimeout,
        Cause.Exception => CloseReason.HandlerFault,
        Cause.Protocol => CloseReason.ProtocolClosed,
        Cause.Stop => moment == Moment.MidMessage ? CloseReason.DrainDeadline : CloseReason.Drained,
        Cause.Limit => CloseReason.MessageTooLarge,
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };
}
