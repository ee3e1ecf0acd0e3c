using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// F5: a stop in a storm of connects that never lets the queue become empty.
public abstract partial class ModelTests
{
    [Fact]
    public void F5_a_storm_that_never_ends_does_not_hold_up_a_stop_nor_who_was_queued_at_it()
    {
        const int many = 100;
        var options = new ServerOptions { Backlog = 8, Threads = 2, MaxConnections = 10 * many, DrainTimeout = TimeSpan.FromSeconds(1) };
        ServerUnderTest server = Serve(() => new Counting(), options, start: false);
        bool isServed = true;
        server.Events.WhenAccepted = () =>
        {
            // Each is followed by another, before the server can see an empty queue.
            new RawPeer(server.EndPoint).Reset();
            if (server.Events.AcceptedCount != many) return;
            isServed = SpinWait.SpinUntil(() => server.Events.Starts.Count > 0, TimeSpan.FromSeconds(5));
        };
        CountingClient queued = new CountingClient(server.Connect()).Begin();
        server.Stop();
        server.Start();
        queued.Answered();
        server.Join();
        Assert.True(isServed, $"{many} were accepted before anybody was served.");
    }
}
