using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>What is concluded from a crowd that drips.</summary>
public class SoakDripsTests
{
    private static readonly (double Alone, double Beside)[] Pairs = [(1, 9), (1, 1.5), (2, 3)];

    [Fact]
    public void The_median_of_the_rounds_decides()
    {
        SoakCheck check = SoakDrips.Conclude(10, 30, Account(messageTimeouts: 30), Pairs);
        Assert.Equal(SoakState.Ok, check.State);
        const string Expected = "p99 of 100 others 1.00 ms alone, 3.00 ms beside them: 1.50 times (1.50 to 9.00)";
        Assert.EndsWith(Expected, check.Finding, StringComparison.Ordinal);
        Assert.Equal(SoakState.Failed, SoakDrips.Conclude(10, 30, Account(30), [(1, 2.1), (1, 9), (1, 1)]).State);
    }

    [Theory]
    [InlineData(29, 30, "29 of 30 were ended in time, 30 of them by the message time")]
    [InlineData(30, 29, "30 of 30 were ended in time, 29 of them by the message time")]
    public void Whoever_drips_on_or_is_ended_by_another_clock_is_found(int cut, int messageTimeouts, string finding)
    {
        SoakCheck check = SoakDrips.Conclude(10, cut, Account(messageTimeouts), Pairs);
        Assert.Equal(SoakState.Failed, check.State);
        Assert.EndsWith(finding, check.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_account_nothing_is_known() =>
        Assert.Equal(SoakState.Failed, SoakDrips.Conclude(10, 30, null, Pairs).State);

    [Fact]
    public void A_missing_answer_is_the_servers_where_the_client_was_fit_and_nobodys_where_it_was_late_itself()
    {
        LoadResult whole = Measured.Open(), missing = Measured.Open(run => run with { Counts = new(2000, 1990, 0, 0, 0, 10) });
        Assert.Null(SoakDrips.Spoilt(whole, whole));
        SoakCheck failed = SoakDrips.Spoilt(whole, missing)!;
        Assert.Equal(SoakState.Failed, failed.State);
        const string Missing = "of the others' pings 0 were not answered alone, 10 beside the drips";
        Assert.StartsWith(Missing, failed.Finding, StringComparison.Ordinal);
        LoadResult late = missing with { Self = missing.Self with { UnsentWhileWritable = 1_000 } };
        SoakCheck untold = SoakDrips.Spoilt(whole, late)!;
        Assert.Equal(SoakState.Untold, untold.State);
        Assert.StartsWith($"{Missing}; and the client was not fit: ", untold.Finding, StringComparison.Ordinal);
    }

    private static AccountReport Account(int messageTimeouts) => new()
    {
        Model = "epoll",
        Accepted = messageTimeouts,
        Closed = new Dictionary<string, long> { ["messageTimeout"] = messageTimeouts },
        Rejected = 0,
        Messages = 0,
        Received = 0,
        Sent = 0,
        HandlerFaults = 0,
        ServerFaults = 0,
        Held = default,
        Discrepancies = [],
    };
}
