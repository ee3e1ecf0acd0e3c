using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>The timelines of a comparison, of real servers in processes of their own: both sides on one clock.</summary>
[Collection(nameof(Measuring))]
public class PicturesTests
{
    private const int Threads = 2;

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sequential_is_a_staircase_threads_has_as_many_steps_as_threads_and_select_has_one()
    {
        Scenario scenario = ScenarioCatalog.Find("classic")! with { Setup = new() { Threads = Threads } };
        string[] models = ["sequential", "select", "threads"];
        Contender[] contenders = [.. models.Select(name => OwnServers.Contender(ServerCatalog.Find(name)!))];
        IReadOnlyList<ScenarioPicture> pictures =
            await Comparing.Pictures(new() { Contenders = contenders, Scenarios = [scenario] }, cancellation: TestEnd);

        Assert.Equal(models, pictures.Select(picture => picture.Server));
        Assert.All(pictures, picture => Assert.Equal(5, picture.Clients.Lanes.Count));
        if (OperatingSystem.IsLinux()) Assert.All(pictures, picture => Assert.Equal(0, picture.Clients.Dropped));
        Assert.All(pictures, picture => Assert.All(picture.Clients.Lanes, lane => Assert.Equal(10, lane.Pongs.Count)));
        Assert.Equal([1, 5, Threads], pictures.Select(picture => MostInService(picture.Clients)));
        Assert.Equal([1, 1, Threads], pictures.Select(picture => picture.Workers.Lanes.Count));
    }

    // A client is in service from its first message until its last.
    private static int MostInService(Gantt gantt)
    {
        (long From, long Until)[] service = [.. gantt.Lanes.Select(lane => lane.Spans.Where(span => span.State == GanttState.Served))
            .Select(served => (served.Min(span => span.From), served.Max(span => span.Until)))];
        return service.Max(moment => service.Count(other => other.From <= moment.From && moment.From < other.Until));
    }
}
