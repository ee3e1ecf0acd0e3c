using CsCheck;
using Sockeye.Lab;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Lab;

public class BlastRadiusTests
{
    private static readonly Stall Stall = new(1, Ms(500));

    [Fact]
    public void Counts_the_clients_whose_longest_response_grew_by_more_than_a_tenth_of_the_stall()
    {
        BlastRadius radius = Of(500, 51.1, 51, 1);
        Assert.Null(radius.Invalid);
        Assert.Equal((2, 4), (radius.Hit, radius.Others));
        Assert.Equal(0.5, radius.Share);
        Assert.Equal(Ms(499), radius.WorstGrowth);
        // Lost: 499, 50.1, 50 and 0 ms, of four times 500.
        Assert.Equal(599.1 / 2000, radius.Severity, 6);
    }

    [Fact]
    public void Is_none_where_nobody_was_delayed() => Assert.Equal(0, Of(1, 1, 0.5, 2).Share);

    [Fact]
    public void A_client_that_failed_was_hit() => Assert.Equal((1, 1), Hit(Client(0, null, failure: new(FailureKind.PingTimeout, ""))));

    [Fact]
    public void A_client_that_had_left_before_the_stall_is_not_among_the_others()
    {
        ClientResult gone = Client(0) with { LastPongReceived = Ms(30) };
        LoadResult stalled = Run(1000, gone, Slow(), Client(2, longest: 500), Client(3, longest: 500));
        BlastRadius radius = BlastRadius.Of(Calm(4), stalled, Stall);
        Assert.Equal((2, 2, null), (radius.Hit, radius.Others, radius.Invalid));
    }

    [Theory]
    [InlineData(200, "client #0 had no pings left before the stall ended")]
    [InlineData(10, "the others had no pings left when the stall began")]
    public void Is_not_told_where_the_others_had_no_work(double lastPong, string reason)
    {
        BlastRadius radius = BlastRadius.Of(Calm(2), Run(1000, Client(0) with { LastPongReceived = Ms(lastPong) }, Slow()), Stall);
        Assert.Equal(reason, radius.Invalid);
        Assert.Null(radius.Share);
    }

    [Fact]
    public void Is_not_told_where_another_came_too_late() => Assert.Equal(
        "client #0 came only after the stall had begun",
        BlastRadius.Of(Calm(2), Run(1000, Client(0) with { FirstPingSent = Ms(200) }, Slow()), Stall).Invalid);

    [Fact]
    public void Is_not_told_where_nobody_was_slow() => Assert.Equal(
        "client #1 was not slow", BlastRadius.Of(Calm(2), Run(1000, Client(0), Client(1)), Stall).Invalid);

    [Fact]
    public void Is_not_told_of_a_single_client() => Assert.Equal(
        "there is no other client", BlastRadius.Of(Run(10, Client(0)), Run(1000, Client(0)), new Stall(0, Ms(500))).Invalid);

    [Fact]
    public void Is_not_told_of_a_partial_run() => Assert.Equal(
        "it was interrupted", BlastRadius.Of(Calm(2), Run(1000, Client(0), Slow()) with { Interrupted = true }, Stall).Invalid);

    [Fact]
    public void Is_not_told_where_the_other_run_failed_by_itself() => Assert.Equal(
        "client #0 failed without the stall, too: reset",
        BlastRadius.Of(Run(10, Client(0, failure: new(FailureKind.Reset, "")), Client(1)), Run(1000, Client(0), Slow()), Stall).Invalid);

    [Fact]
    public void Is_a_share_and_grows_with_the_responses() =>
        Gen.Select(Gen.Double[0, 600].Array[1, 8], Gen.Double[0, 100]).Sample((longest, more) =>
        {
            BlastRadius radius = Of(longest);
            BlastRadius worse = Of([.. longest.Select(time => time + more)]);
            return radius.Share is >= 0 and <= 1 && radius.Severity >= 0
                && worse.Share >= radius.Share && worse.Severity >= radius.Severity;
        });

    // The slow client answers at 550 ms, so the stall is from 50 to 550; the others have work from 0.2 to 1000.
    private static ClientResult Slow() => Client(1, firstPong: 550, longest: 549, pings: 1);

    private static LoadResult Calm(int clients) => Run(100, [.. Enumerable.Range(0, clients).Select(client => Client(client))]);

    private static (int, int) Hit(ClientResult other)
    {
        BlastRadius radius = BlastRadius.Of(Calm(2), Run(1000, other, Slow()), Stall);
        return (radius.Hit, radius.Others);
    }

    // Others are clients 0, 2, 3 and so on.
    private static BlastRadius Of(params double[] longest)
    {
        IEnumerable<ClientResult> others = longest.Select((time, i) => Client(i == 0 ? 0 : i + 1, longest: time));
        return BlastRadius.Of(Calm(longest.Length + 1), Run(1000, [.. others.Append(Slow()).OrderBy(client => client.Client)]), Stall);
    }
}
