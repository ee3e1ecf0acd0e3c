using System.Net;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Lab;

public class FindingsTests
{
    [Theory]
    [InlineData("000111", "one after another: client #0 had its 3 pongs before client #1 had its first")]
    [InlineData("111000", "one after another: client #1 had its 3 pongs before client #0 had its first")]
    [InlineData("010101", "in turns: every client had its first pong before any had its last")]
    [InlineData("0000111122220", "neither one after another nor in turns")]
    [InlineData("0101022012", "in turns: every client had its first pong before any had its last")]
    [InlineData("0010101", "in turns: every client had its first pong before any had its last")]
    [InlineData("01010223232323", "mostly in turns")]
    [InlineData("000", "nothing to compare")]
    public void The_order_is_said_as_it_was(string order, string finding)
    {
        int[] clients = [.. order.Select(digit => digit - '0')];
        LoadResult result = new()
        {
            Plan = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1) },
            Clients = [],
            Order = clients,
            Wall = Ms(1),
        };
        Assert.Equal(finding, Findings.OfOrder(result));
    }

    [Fact]
    public void An_unanswered_ping_is_said_first() =>
        Assert.Equal("10 of 20 pings were answered", Findings.OfOrder(Run(10, Client(0), Client(1, null))));

    [Fact]
    public void A_machine_where_the_lesson_fails_is_told() => Assert.Equal(
        "While client #1 kept its handler asleep for 500 ms, on select 1 of 4 others waited, on threads all 4 others waited "
            + "and on sequential it cannot be told who waited (it was interrupted).",
        Findings.OfStalls([Stalled("select", 1, null), Stalled("threads", 4, null), Stalled("sequential", 0, "it was interrupted")]));

    private static StallResult Stalled(string model, int hit, string? invalid)
    {
        TrialResult trial = new(ServerCatalog.Find(model)!, Run(1, Client(0)), null);
        return new(new(1, Ms(500)), trial, trial, new(hit, 4, 0, default, invalid));
    }
}
