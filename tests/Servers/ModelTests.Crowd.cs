using System.Diagnostics;
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
        List<TimeSpan> calm = [], beside = [];
        for (int i = 0; i < 50; i++) Ask(clients, calm);

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
        while (server.Reasons.Length < crowd) Ask(clients, beside);
        Assert.All(server.UntilClosed(crowd), reason => Assert.Equal(CloseReason.MessageTimeout, reason));
        Assert.True(dripping.Join(Until.Deadline));

        TimeSpan alone = Percentile99(calm), among = Percentile99(beside);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"p99 of the others: {alone.TotalMicroseconds:0} us, beside {crowd} drips {among.TotalMicroseconds:0} us");
        Assert.InRange(beside.Max(), TimeSpan.Zero, patience);
    }

    private static void Ask(CountingClient[] clients, List<TimeSpan> times)
    {
        foreach (CountingClient client in clients)
        {
            long start = Stopwatch.GetTimestamp();
            client.Ask();
            times.Add(Stopwatch.GetElapsedTime(start));
        }
    }

    private static TimeSpan Percentile99(List<TimeSpan> times) => times.Order().ElementAt(times.Count * 99 / 100);
}
