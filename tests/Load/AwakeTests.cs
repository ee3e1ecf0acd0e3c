using Sockeye.Load;
using Sockeye.Tests.Lab;
using Sockeye.Tests.Servers;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

/// <summary>Who stays awake until a ping is due is not busy by that. Nothing else runs beside it.</summary>
[Collection(nameof(Measuring))]
public class AwakeTests
{
    /// <summary>A ping each 2 ms and worker: the timers of the runtime are not that exact, so over its sockets both workers yield until
    /// then.</summary>
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Two_workers_that_wait_for_the_next_ping_are_not_busy(Transport transport)
    {
        InjectedFaults.SkipMeasurement();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the CPU of a thread.");
        using PausableServer server = new();
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 2,
            Workers = 2,
            Rate = 1000,
            Duration = Ms(1000),
            Transport = transport,
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(result.Counts.Scheduled, result.Counts.Answered);
        Assert.InRange(result.Self.BusiestWorkerCpu / result.Window, 0.001, 0.6);
        Assert.DoesNotContain(Verdict.Of(result).Reasons, reason => reason.Check is "client worker" or "client cpu");
    }
}
