using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>What is concluded from a server that had ended when it was to be asked.</summary>
public class SoakChecksTests
{
    private static readonly SoakPlan Plan = new() { Servers = [] };

    [Theory]
    [InlineData(false, SoakState.Failed)]
    [InlineData(true, SoakState.Untold)]
    public void A_server_that_ends_with_the_soak_fails_unless_a_Ctrl_C_ended_both(bool interrupted, SoakState state)
    {
        SoakResult result = SoakChecks.Conclude(Plan, "epoll", new(), new ServerEnd { ExitCode = 0 }, null, TimeSpan.Zero, interrupted);
        foreach (string name in (string[])["descriptors", "alive", "idle"])
            Assert.Equal(state, result.Checks.Single(check => check.Name == name).State);
    }

    [Fact]
    public void A_life_that_ended_late_is_excused_by_a_hold_up_alone()
    {
        PeerLedger ledger = new();
        ledger.Begin();
        ledger.End(Outcome.Late);
        Assert.Equal(SoakState.Failed, Late().State);
        ledger.Looked(1, heldUp: true);
        Assert.Equal(SoakState.Ok, Late().State);

        SoakCheck Late() => SoakChecks.Conclude(Plan, "epoll", ledger, new ServerEnd(), null, TimeSpan.Zero, interrupted: false)
            .Checks.Single(check => check.Name == "late");
    }

    [Theory]
    [InlineData(false, "PASSED")]
    [InlineData(true, "INTERRUPTED")]
    public void What_was_cut_short_has_not_passed(bool interrupted, string verdict) => Assert.Equal(verdict, SoakText.Verdict(new()
    {
        Tool = new("0"),
        Environment = Sockeye.Load.MachineFacts.Of(DateTimeOffset.UnixEpoch),
        Terms = SoakTerms.Of(Plan),
        Interrupted = interrupted,
        Results = [],
    }));
}
