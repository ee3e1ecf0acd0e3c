using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;

namespace Sockeye.Tests.Load;

public class ThresholdTests
{
    // Response times from 1 to 2 ms, 1,000 pongs a second.
    [Theory]
    [InlineData("p99<2ms", true)]
    [InlineData("p99<1.9ms", false)]
    [InlineData("p50 < 1600us", true)]
    [InlineData("response.p50<1.4ms", false)]
    [InlineData("service.p50<1.45ms", true)]
    [InlineData("max<2ms", true)]
    [InlineData("p50>1ms", true)]
    [InlineData("p99.99<1s", false)]
    [InlineData("connect.p50<1s", false)]
    [InlineData("connect.max<60us", true)]
    [InlineData("wait.max<1ms", false)]
    [InlineData("rate>0.9k", true)]
    [InlineData("rate>1k", false)]
    [InlineData("failed<1", true)]
    [InlineData("failed<0.1%", true)]
    public void Is_kept_or_not(string text, bool kept)
    {
        Assert.True(Threshold.TryParse(text, out Threshold? threshold));
        Assert.Equal((text, kept), (threshold!.Text, threshold.Check(LoadReport.Of(Open())).Kept));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p99")]
    [InlineData("p99<5")]
    [InlineData("p99=5ms")]
    [InlineData("p100<5ms")]
    [InlineData("rate>5ms")]
    [InlineData("rate>5%")]
    [InlineData("p99<5%")]
    [InlineData("latency<5ms")]
    [InlineData("p99<5ms and more")]
    public void Is_none(string text) => Assert.False(Threshold.TryParse(text, out _));

    [Fact]
    public void What_is_only_known_to_be_at_least_something_keeps_no_upper_limit()
    {
        Latencies times = Times(100, _ => 1_000_000);
        for (int i = 0; i < 100; i++) times.Censor(2_000_000);
        LoadReport report = LoadReport.Of(Open(run => run with { Response = times }));
        Assert.True(Threshold.TryParse("p90<5ms", out Threshold? upper) && Threshold.TryParse("p90>1.5ms", out Threshold? lower)
            && !upper!.Check(report).Kept && upper.Check(report).IsBound && lower!.Check(report).Kept);
    }

    /// <summary>One ping without its pong may have taken any time, however short its age is beside that of others.</summary>
    [Theory]
    [InlineData("max<1s")]
    [InlineData("service.max<1s")]
    [InlineData("connect.max<1s")]
    [InlineData("wait.max<1s")]
    public void The_longest_keeps_no_upper_limit_where_one_was_never_answered(string text)
    {
        Latencies times = Times(100, _ => 12_000_000);
        times.Censor(1_000_000);
        LoadReport report = LoadReport.Of(
            Open(run => run with { Response = times, Service = times, Connect = times, FirstPongWait = times }));
        Assert.True(Threshold.TryParse(text, out Threshold? threshold));
        Assert.Equal(new ThresholdResult(text, 12, true, "ms", false), threshold!.Check(report));
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(0, true)]
    public void In_a_closed_loop_failed_clients_are_a_share_of_the_clients(int failed, bool kept)
    {
        ClientFailure failure = new(FailureKind.ConnectTimeout, "");
        LoadReport report = LoadReport.Of(Open(run => run with
        {
            Plan = run.Plan with { Rate = null, Clients = 20 },
            Clients = [.. Enumerable.Range(0, 20).Select(client => Recorded.Client(client, failure: client < failed ? failure : null))],
            Counts = new(10_000 + failed, 10_000, 0, 0, 0, failed),
        }));
        Assert.True(Threshold.TryParse("failed<1%", out Threshold? threshold));
        ThresholdResult result = threshold!.Check(report);
        Assert.Equal((kept, failed / 20.0), (result.Kept, result.Value));
    }

    [Fact]
    public void Of_no_pings_no_share_is_known()
    {
        Assert.True(Threshold.TryParse("failed<1%", out Threshold? threshold));
        ThresholdResult result = threshold!.Check(LoadReport.Of(Open(run => run with { Counts = default })));
        Assert.Equal((null, false), (result.Value, result.Kept));
    }

    [Fact]
    public void Failed_are_all_that_were_not_answered()
    {
        LoadReport report = LoadReport.Of(Open(run => run with { Counts = new(100, 90, 1, 2, 3, 4) }));
        Assert.True(Threshold.TryParse("failed<5%", out Threshold? threshold));
        Assert.Equal(new ThresholdResult("failed<5%", 0.1, false, "of the pings", false), threshold!.Check(report));
    }
}
