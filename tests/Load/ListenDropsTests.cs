using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class ListenDropsTests
{
    [Fact]
    public void The_counters_are_found_by_their_names() => Assert.Equal(new ListenDrops(17, 19), ListenDrops.Parse(
    [
        "TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits", "TcpExt: 3 17 19 4",
        "IpExt: InNoRoutes ListenDrops", "IpExt: 1 2",
    ]));

    [Theory]
    [InlineData("")]
    [InlineData("TcpExt: ListenOverflows ListenDrops")]
    [InlineData("TcpExt: SyncookiesSent|TcpExt: 1")]
    [InlineData("TcpExt: ListenOverflows ListenDrops|TcpExt: 1")]
    [InlineData("TcpExt: ListenOverflows ListenDrops|TcpExt: one 2")]
    public void What_is_not_told_is_not_known(string lines) => Assert.Null(ListenDrops.Parse(lines.Split('|')));

    [Fact]
    public void What_counts_is_what_came_since() => Assert.Equal(new ListenDrops(2, 3), new ListenDrops(5, 7).Since(new(3, 4)));
}
