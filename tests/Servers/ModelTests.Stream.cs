using System.Text;
using Sockeye.Protocols;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// B: what is the same on every address family of the stream.
public abstract partial class ModelTests
{
    [Fact]
    public void B6_more_bytes_than_an_int_holds_are_counted()
    {
        Assert.SkipUnless(LongRun.On, "2 GiB in pieces: SOCKEYE_LONG=1.");
        const long bytes = 1L + int.MaxValue;
        ServerUnderTest server = Serve(() => WaitingThenCounting(Task.CompletedTask));
        RawPeer peer = server.Connect();
        new Pusher(peer, bytes).Join(TimeSpan.FromMinutes(2));
        Assert.Equal(Encoding.ASCII.GetBytes($"{bytes}"), peer.FinishSending().ReadToFin());
        server.UntilClosed(1);
        Assert.Equal(bytes, server.Events.Closings[0].Received);
    }

    [Fact]
    public void B16_urgent_data_stays_where_it_is_in_the_stream()
    {
        ServerUnderTest server = Serve(() => new Mirror());
        RawPeer peer = server.Connect().Send("a"u8).SendUrgent((byte)'b').Send("c"u8);
        Assert.Equal("abc"u8, peer.Read(3));
        // A second one while the first still marks the stream, and nobody is told of it over and over.
        Assert.Equal("de"u8, peer.SendUrgent((byte)'d').SendUrgent((byte)'e').Read(2));
        if (!InjectedFaults.On) CpuTime.AssertIdle();
        Assert.Equal("f"u8, peer.Send("f"u8).Read(1));
    }

    [Fact]
    public void B18_both_sides_finish_at_once()
    {
        int rounds = LongRun.Times(40, 1_000);
        using var together = new Barrier(2);
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, _, out consumed) =>
            {
                consumed = received.Length;
                together.SignalAndWait(Until.Deadline);
                return Next.Close;
            },
        });
        for (int i = 0; i < rounds; i++)
        {
            RawPeer peer = server.Connect().Send("x"u8);
            Assert.True(together.SignalAndWait(Until.Deadline, TestContext.Current.CancellationToken));
            Assert.Empty(peer.FinishSending().ReadToFin());
        }
        Assert.All(server.UntilClosed(rounds), reason => Assert.Equal(CloseReason.ProtocolClosed, reason));
    }
}
