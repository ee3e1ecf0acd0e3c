using System.Diagnostics;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// D7: who has not completed a message yet has less room and less time than who has.
public abstract partial class ModelTests
{
    private const int FirstBytes = 100;
    private static readonly TimeSpan FirstTime = TimeSpan.FromMilliseconds(100);

    private static readonly ServerOptions ForStrangers = new() { MaxFirstMessageBytes = FirstBytes };

    [Theory, InlineData(FirstBytes, true), InlineData(FirstBytes + 1, false)]
    public void D7_a_first_message_has_a_limit_of_its_own_which_holds_for_no_other(int bytes, bool fits)
    {
        ServerUnderTest server = Serve(() => new Counting(), ForStrangers);
        byte[] first = new byte[bytes - Counting.HeaderBytes], second = new byte[50 * FirstBytes];
        RawPeer peer = server.Connect().Send([.. Counting.Frame(first), .. Counting.Frame(second)]).FinishSending();
        Assert.Equal(fits ? Counting.Answers(first, second) : [], peer.ReadToFin());
        Assert.Equal([fits ? CloseReason.PeerClosed : CloseReason.MessageTooLarge], server.UntilClosed(1));
    }

    [Fact]
    public void D7_what_a_stranger_announces_is_refused_before_it_comes_and_a_client_may_announce_it()
    {
        ServerUnderTest server = Serve(() => new Counting(), ForStrangers);
        Assert.Empty(server.Connect().Send(Counting.Header(FirstBytes)).ReadToFin());
        Assert.Equal([CloseReason.MessageTooLarge], server.UntilClosed(1));
        new CountingClient(server.Connect()).Ask().Ask(new string('x', FirstBytes));
    }

    [Fact]
    public void D7_an_endless_first_line_ends_at_the_limit_of_strangers()
    {
        ServerUnderTest server = Serve(() => new Scripted { OnReceived = Unmoved }, ForStrangers);
        Assert.Empty(server.Connect().Send(new byte[FirstBytes]).ReadToFin());
        Assert.Equal([CloseReason.MessageTooLarge], server.UntilClosed(1));
        Assert.Equal(FirstBytes, server.Events.Closings[0].Unconsumed);
    }

    [Theory, InlineData(0), InlineData(7)]
    public void D7_a_stranger_has_a_time_for_its_first_message_and_silence_is_no_excuse(int bytes)
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { FirstMessageTimeout = FirstTime });
        long start = Stopwatch.GetTimestamp();
        Assert.Empty(server.Connect().Send(Counting.Frame("never whole"u8).AsSpan(0, bytes)).ReadToFin());
        Assert.InRange(Stopwatch.GetElapsedTime(start), FirstTime - TimeSpan.FromMilliseconds(30), Until.Deadline);
        Assert.Equal([CloseReason.MessageTimeout], server.UntilClosed(1));
        Assert.Equal(bytes, server.Events.Closings[0].Unconsumed);
    }

    /// <summary>Waits for the end of a line that never comes.</summary>
    private static Next Unmoved(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = 0;
        return Next.Read;
    }

    [Fact]
    public void D7_after_its_first_message_a_client_may_take_the_time_of_all_others()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { FirstMessageTimeout = FirstTime });
        CountingClient client = new CountingClient(server.Connect()).Ask();
        client.Peer.Send(Counting.Header(4));
        Assert.False(client.Peer.HasNews(2 * FirstTime));
        Assert.Empty(server.Reasons);
    }
}
