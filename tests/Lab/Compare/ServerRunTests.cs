using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

public class ServerRunTests
{
    [Fact]
    public void What_a_server_took_is_shared_by_all_that_it_answered()
    {
        // 2,000 pings count; 500 more came before the window and after it, and cost no less.
        LoadResult load = Measured.Open(run => run with
        {
            Intervals = [new(Recorded.Ms(-50), 300, 300, 0, 0, null), .. run.Intervals, new(Recorded.Ms(2000), 200, 200, 0, 0, null)],
        });
        Assert.Equal(2000, load.Clients.Sum(client => client.Pongs));
        ServerRun run = new(1, load, new ServerUsage(50_000_000, 5000, 1, 0), null, null, new(VerdictState.Valid, []));
        Assert.Equal(20, run.Cpu);
        Assert.Equal(2000, run.Figures().Single(figure => figure.Measure == Measures.Switches).Figure.Value);
    }
}
