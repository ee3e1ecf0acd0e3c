using Sockeye.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Rule R19: the tester is tested by arithmetic, against servers whose slowness is known.</summary>
public class ArithmeticTests
{
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfter = TimeSpan.FromMilliseconds(400);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_pause_is_in_the_percentiles_of_an_open_loop(Transport transport)
    {
        InjectedFaults.SkipMeasurement();
        using PausableServer server = new(PauseAfter, Pause);
        ClientPlan plan = new() { EndPoint = server.EndPoint, Clients = 10, Rate = 500, Duration = Run, Transport = transport };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);

        Assert.Equal(new(1000, 1000, 0, 0, 0, 0), result.Counts);
        // Of a run of T with a pause of D the percentile is D (1 - (1 - p) T / D).
        Near(Expected(75), result.Response.Percentile(75));
        Near(Expected(95), result.Response.Percentile(95));
        // The pings that waited were sent one after another when it was over: of each client one had been sent, and waited for.
        Assert.InRange(result.Service.Percentile(90)!.Value.Value, 0, Nanoseconds(Pause) / 4);
        // Their connections were busy: that they were late is not the client's fault.
        Assert.InRange(result.Self.Lag.Percentile(90)!.Value.Value, 0, Nanoseconds(Pause) / 10);
    }

    [Fact]
    public async Task The_same_pause_is_left_out_by_a_closed_loop()
    {
        using PausableServer server = new(PauseAfter, Pause);
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 10,
            DelayBetween = TimeSpan.FromMilliseconds(5),
            Duration = Run,
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);

        // A client that waits sends nothing: ten pings of about a thousand have seen the pause.
        Assert.InRange(result.Response.Percentile(75)!.Value.Value, 0, Nanoseconds(Pause) / 10);
        Assert.InRange(result.Response.Percentile(90)!.Value.Value, 0, Nanoseconds(Pause) / 10);
        Assert.InRange(result.Response.Max!.Value, Nanoseconds(Pause) * 0.9, Nanoseconds(Pause) * 1.5);
        Assert.True(result.Counts.AddsUp);
    }

    [Fact]
    public async Task A_server_that_never_comes_back_gives_lower_bounds()
    {
        using PausableServer server = new(PauseAfter, TimeSpan.FromMinutes(1));
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 10,
            Rate = 500,
            Duration = TimeSpan.FromSeconds(1),
            Grace = TimeSpan.FromSeconds(0.5),
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);

        Assert.Equal(500, result.Counts.Scheduled);
        Assert.Equal(10, result.Counts.InFlightAtEnd);
        Assert.True(result.Counts.AddsUp);
        Assert.Equal(500, result.Response.Count + result.Response.Censored);
        // The last 600 ms of pings are never answered; they end at ages from 0.5 s to 1.1 s.
        LatencyPercentile median = result.Response.Percentile(75)!.Value;
        Assert.True(median.IsBound);
        Assert.InRange(median.Value, 0.5e9, 1.1e9);
        Assert.InRange(result.Drained, TimeSpan.FromSeconds(0.45), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_fixed_delay_is_the_service_time()
    {
        using PausableServer server = new() { Delay = TimeSpan.FromMilliseconds(10) };
        LoadResult result = await LoadGenerator.Run(
            new() { EndPoint = server.EndPoint, Clients = 5, Pings = 20 }, cancellation: TestEnd);
        Assert.InRange(result.Service.Mean!.Value, 9.9e6, 20e6);
        Assert.InRange(result.Service.Min!.Value, 9.9e6, 20e6);
    }

    [Theory]
    [InlineData(Arrivals.Constant)]
    [InlineData(Arrivals.Poisson)]
    public async Task The_rate_is_kept_to_half_a_percent(Arrivals arrivals)
    {
        InjectedFaults.SkipMeasurement();
        using PausableServer server = new();
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 20,
            Rate = 1000,
            Arrivals = arrivals,
            Duration = Run,
            WarmUp = TimeSpan.FromSeconds(0.2),
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        long due = Enumerable.Range(0, 20).Sum(client => Schedule.Count(plan, client, 200_000_000, 2_200_000_000));
        Assert.Equal(due, result.Counts.Scheduled);
        Assert.Equal(due / 2.0, result.Self.AchievedRate, due * 0.0025);
        Assert.InRange(result.Window, Run, Run + TimeSpan.FromMilliseconds(1));
        // The warm-up was sent, and is apart; and so were the pings of the last 50 ms, which are nowhere.
        Assert.InRange(result.WarmUpResponse.Count, 150, 250);
        Assert.InRange(server.Lines - result.Counts.Answered - result.WarmUpResponse.Count, 1, 100);
        // The seconds of the window, one after the other: what was due in each was sent in it, but for what a machine that stands still
        // at the edge of one makes late.
        LoadInterval[] measured = [.. result.Intervals.Where(interval => interval.Start >= TimeSpan.Zero)];
        for (int second = 0; second < 2; second++)
        {
            long from = 200_000_000 + second * 1_000_000_000L;
            long dueThen = Enumerable.Range(0, 20).Sum(client => Schedule.Count(plan, client, from, from + 1_000_000_000));
            Assert.InRange(measured[second].Sent, dueThen * 0.8, dueThen * 1.2);
        }
    }

    private static double Expected(double percent) =>
        Nanoseconds(Pause) * (1 - (1 - percent / 100) * Run.TotalSeconds / Pause.TotalSeconds);

    private static void Near(double expected, LatencyPercentile? percentile) =>
        Assert.InRange(percentile!.Value.Value, expected - 0.06 * Nanoseconds(Pause), expected + 0.12 * Nanoseconds(Pause));

    private static double Nanoseconds(TimeSpan time) => time.Ticks * 100.0;
}
