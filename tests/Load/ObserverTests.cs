using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>An observer sees everything, in the order of the result, and disturbs nothing.</summary>
public class ObserverTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_observer_is_in_no_measured_time()
    {
        using PausableServer server = new();
        Slow observer = new();
        ClientPlan plan = new() { EndPoint = server.EndPoint, Clients = 5, Pings = 10 };
        LoadResult result = await LoadGenerator.Run(plan, observer, TestEnd);
        Assert.Equal(result.Order, observer.Order);
        // It took 50 times 4 ms; the clients had long been done.
        Assert.InRange(result.Wall, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task What_an_observer_throws_ends_the_run_and_comes_out_of_it()
    {
        using PausableServer server = new();
        ClientPlan plan = new() { EndPoint = server.EndPoint, Clients = 2, Duration = TimeSpan.FromMinutes(1) };
        await Assert.ThrowsAsync<NotSupportedException>(
            () => LoadGenerator.Run(plan, new Broken(), TestEnd).WaitAsync(TimeSpan.FromSeconds(20), TestEnd));
    }

    private sealed class Slow : ClientObserver
    {
        internal List<int> Order { get; } = [];

        public override void Ponged(in Pong pong)
        {
            Thread.Sleep(4);
            Order.Add(pong.Client);
        }
    }

    private sealed class Broken : ClientObserver
    {
        public override void Ponged(in Pong pong) => throw new NotSupportedException("as the test wants it");
    }
}
