using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// G1: slowloris, a crowd that sends a byte now and then of messages that never end, beside clients that mean well.
public abstract partial class ModelTests
{
    [Fact]
    public void G1_a_crowd_that_drips_is_cut_and_nobody_else_waits_for_it()
    {
        Needs(Capability.ConcurrentClients);
        int crowd = LongRun.Times(40, 1_000), healthy = LongRun.Times(5, 100);
        TimeSpan patience = TimeSpan.FromMilliseconds(LongRun.Times(200, 4_000));
        ServerUnderTest server = Serve(
            () => new Counting(),
            new ServerOptions
            {
                MessageTimeout = patience,
                LingerTimeout = TimeSpan.FromMilliseconds(20),
                Threads = Has(Capability.Queue) ? crowd + healthy + 2 : null,
            });
        CountingClient[] clients = [.. Enumerable.Range(0, healthy).Select(_ => new CountingClient(server.Connect()).Ask())];
        RoundTrips alone = new(), beside = new();
        for (int i = 0; i < 50; i++) Ask(alone);

        RawPeer[] drips = [.. Enumerable.Range(0, crowd).Select(_ => server.Connect().Send(Counting.Header(60_000)))];
        var dripping = new Thread(() =>
        {
            // Never as many as the message has: the fewer are left, the faster it goes round.
            bool lives = true;
            for (int sent = 0; lives && sent < 50_000; sent++)
            {
                lives = false;
                foreach (RawPeer peer in drips) lives |= peer.TrySend("."u8);
            }
        });
        dripping.Start();
        while (server.Reasons.Length < crowd) Ask(beside);
        Assert.All(server.UntilClosed(crowd), reason => Assert.Equal(CloseReason.MessageTimeout, reason));
        Assert.True(dripping.Join(Until.Deadline));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"p99 of the others: {alone.Percentile99.TotalMicroseconds:0} us, beside {crowd} drips "
                + $"{beside.Percentile99.TotalMicroseconds:0} us");
        Assert.InRange(beside.Longest, TimeSpan.Zero, patience);

        void Ask(RoundTrips trips)
        {
            foreach (CountingClient client in clients) trips.Time(() => client.Ask());
        }
    }
}
