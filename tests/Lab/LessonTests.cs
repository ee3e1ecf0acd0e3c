using System.Collections.Concurrent;
using System.Net;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>What the lesson says is seen. These tests measure: nothing else runs beside them.</summary>
[Collection(nameof(Measuring))]
public class LessonTests
{
    private static readonly TimeSpan Sleep = TimeSpan.FromMilliseconds(800);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sequential_serves_one_client_after_another()
    {
        Served served = new();
        LoadResult result = (await Trial("sequential", served).Run(cancellation: TestEnd)).Load;

        Assert.Equal(Enumerable.Range(0, 50).Select(i => i / 10), result.Order);
        Assert.Equal(0, result.Interleaving);
        // The second client's connection had been waiting in the backlog: it is taken when the first one has left.
        Assert.Equal(["+0", "-0", "+1", "-1", "+2", "-2", "+3", "-3", "+4", "-4"], served.Events);
    }

    [Theory]
    [InlineData("select")]
    [InlineData("threads")]
    public async Task Select_and_threads_serve_all_at_once(string model)
    {
        Served served = new();
        LoadResult result = (await Trial(model, served).Run(cancellation: TestEnd)).Load;
        Assert.Equal(50, result.Counts.Answered);
        Assert.InRange(result.Interleaving!.Value, 0.5, 1);
        Assert.Equal(["+0", "+1", "+2", "+3", "+4"], served.Events.Take(5));
    }

    [Fact]
    public async Task Threads_with_one_thread_is_like_sequential()
    {
        Trial trial = Trial("threads", new());
        LoadResult result = (await (trial with { Server = trial.Server with { Threads = 1 } }).Run(cancellation: TestEnd)).Load;
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i / 10), result.Order);
    }

    [Fact]
    public async Task Threads_serve_as_many_at_a_time_as_there_are()
    {
        const int threads = 2, clients = 6;
        Trial trial = Trial("threads", new());
        trial = trial with { Server = trial.Server with { Threads = threads }, Plan = trial.Plan with { Clients = clients } };
        IReadOnlyList<int> order = (await trial.Run(cancellation: TestEnd)).Load.Order;
        // A client takes a lane from its first pong to its last.
        int[] left = [.. Enumerable.Repeat(trial.Plan.Pings, clients)];
        int most = 0;
        foreach (int client in order)
        {
            left[client]--;
            most = Math.Max(most, left.Count(pings => pings > 0 && pings < trial.Plan.Pings));
        }
        Assert.Equal(threads, most);
    }

    [Fact]
    public async Task A_sleep_for_one_client_delays_all_others_on_select_and_none_on_threads()
    {
        List<StallResult> results = [];
        await foreach (StallResult result in Lesson.Stalls(Sleep, TestEnd)) results.Add(result);

        Assert.Equal(["select", "threads"], results.Select(result => result.Model.Name));
        Assert.All(results, result => Assert.Null(result.BlastRadius.Invalid));
        Assert.Equal([4, 0], results.Select(result => result.BlastRadius.Hit));
        Assert.Equal([4, 4], results.Select(result => result.BlastRadius.Others));
        Assert.Equal(
            "While client #1 kept its handler asleep for 800 ms, on select all 4 others waited and on threads nobody else noticed.",
            Findings.OfStalls(results));
    }

    [Fact]
    public async Task A_sleep_for_one_client_delays_whom_one_thread_has_not_yet_served()
    {
        Stall stall = new(1, Sleep / 2);
        Trial trial = new()
        {
            Model = ServerCatalog.Find("threads")!,
            Server = new() { Threads = 1 },
            Plan = new() { Clients = 5, Pings = 2, PingsByClient = new Dictionary<int, int> { [1] = 1 } },
            Work = new() { Delay = stall.Duration, Client = stall.Client },
        };
        BlastRadius radius = (await StallOne.Run(trial, cancellation: TestEnd)).BlastRadius;
        Assert.Null(radius.Invalid);
        Assert.Equal((3, 3), (radius.Hit, radius.Others));
    }

    [Fact]
    public async Task The_lesson_is_interrupted_at_once()
    {
        using CancellationTokenSource stop = new();
        List<TrialResult> results = [];
        await foreach (TrialResult result in Lesson.Orders(stop.Token))
        {
            results.Add(result);
            await stop.CancelAsync();
        }
        Assert.Equal([false, true], results.Select(result => result.Load.Interrupted));
    }

    [Fact]
    public async Task An_interrupted_trial_does_not_wait_for_a_handler_that_sleeps()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestEnd);
        Trial trial = new()
        {
            Model = ServerCatalog.Find("select")!,
            Plan = new(),
            Work = new() { Delay = TimeSpan.FromSeconds(8) },
        };
        Task<TrialResult> running = trial.Run(new StopOnceConnected(stop), stop.Token);
        TrialResult result = await running.WaitAsync(TimeSpan.FromSeconds(6), TestEnd);
        Assert.True(result.Load.Interrupted);
        Assert.Equal(1, result.Load.Counts.InFlightAtEnd);
    }

    private static Trial Trial(string model, Served served) => new()
    {
        Model = ServerCatalog.Find(model)!,
        Server = new() { Observer = served },
        Plan = new() { Clients = 5, Pings = 10, DelayBetween = TimeSpan.FromMilliseconds(2) },
    };

    /// <summary>Accepts and closes, in their order.</summary>
    private sealed class Served : ServerObserver
    {
        private readonly ConcurrentQueue<string> _events = new();

        internal IEnumerable<string> Events => _events;

        public override void Accepted(long connection, EndPoint? peer) => _events.Enqueue($"+{connection}");

        public override void Closed(in ClosedConnection closed) => _events.Enqueue($"-{closed.Connection}");
    }

    private sealed class StopOnceConnected(CancellationTokenSource stop) : ClientObserver
    {
        public override void Connected(int client, TimeSpan connect) => stop.Cancel();
    }
}
