using System.Diagnostics;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// A7: a timer, the protocol, a stop and an abort want the same connections to end, each from a thread of its own.
public abstract partial class ModelTests
{
    private static readonly CloseReason[] CausesAtOnce =
        [CloseReason.ProtocolClosed, CloseReason.IdleTimeout, CloseReason.Drained, CloseReason.DrainDeadline];

    [Fact]
    public void A7_causes_that_come_at_once_close_once()
    {
        Needs(Capability.ConcurrentClients);
        int rounds = LongRun.Times(5, 1_000);
        Random random = Seed.Random();
        for (int i = 0; i < rounds; i++) EndAtOnce(random);
    }

    private void EndAtOnce(Random random)
    {
        const int clients = 4;
        TimeSpan idle = TimeSpan.FromMilliseconds(random.Next(20, 30));
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, _, out consumed) =>
                {
                    consumed = received.Length;
                    return Next.Close;
                },
            },
            new ServerOptions { IdleTimeout = idle, DrainTimeout = TimeSpan.FromSeconds(60), LingerTimeout = idle });
        RawPeer[] peers = [.. Enumerable.Range(0, clients).Select(_ => server.Connect())];
        Until.True(() => server.Protocols.Count(protocol => protocol.IsOpened) == clients);

        // About when the idle timer strikes for the last of them.
        long start = Stopwatch.GetTimestamp();
        using var together = new Barrier(3);
        Thread[] others =
        [
            new(() => At(idle, () => Array.ForEach(peers, peer => peer.TrySend("x"u8)))),
            new(() => At(idle, server.Stop)),
        ];
        foreach (Thread other in others) other.Start();
        bool aborts = random.Next(2) == 0;
        At(idle, aborts ? server.Abort : () => { });
        foreach (Thread other in others) other.Join();
        server.Join();
        Assert.All(server.UntilClosed(clients), reason => Assert.Contains(reason, CausesAtOnce));

        void At(TimeSpan time, Action act)
        {
            together.SignalAndWait();
            Until.True(() => Stopwatch.GetElapsedTime(start) >= time);
            act();
        }
    }
}
