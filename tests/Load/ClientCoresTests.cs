using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class ClientCoresTests
{
    /// <summary>What is pinned are the workers, in turn: a core beyond them carries nothing, and one that two share is one.</summary>
    [Theory]
    [InlineData(1, new[] { 1 }, new[] { 1 })]
    [InlineData(4, new[] { 1 }, new[] { 1 })]
    [InlineData(2, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(1, new[] { 2, 3 }, new[] { 2 })]
    [InlineData(4, new[] { 2, 3 }, new[] { 2, 3 })]
    public void Are_those_that_the_workers_are_pinned_to(int workers, int[] cpus, int[] own)
    {
        ClientCores cores = ClientCores.Of(new() { Cpus = cpus }, Transport.Kernel, workers);
        Assert.Equal(own, cores.Cpus);
        Assert.Equal(own.Length, cores.Count);
    }

    /// <summary>Its pool runs on any core, whatever the workers are pinned to.</summary>
    [Theory]
    [InlineData(Transport.Kernel, new int[0])]
    [InlineData(Transport.Async, new[] { 0 })]
    public void Are_all_of_the_process_where_nobody_or_not_everybody_is_pinned(Transport transport, int[] cpus)
    {
        ClientCores cores = ClientCores.Of(new() { Cpus = cpus }, transport, workers: 1);
        Assert.Equal(SelfWatch.Cpus, cores.Cpus);
        Assert.Equal(Environment.ProcessorCount, cores.Count);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_run_tells_them(Transport transport)
    {
        Assert.SkipUnless(SelfWatch.Cpus.Count > 1, "With one core, that of the workers and that of the process are the same.");
        using PausableServer server = new();
        ClientPlan plan = new() { EndPoint = server.EndPoint, Pings = 1, Transport = transport, Cpus = [SelfWatch.Cpus[0]] };
        LoadSelf self = (await LoadGenerator.Run(plan, cancellation: TestContext.Current.CancellationToken)).Self;
        int cores = transport == Transport.Async ? SelfWatch.Cpus.Count : 1;
        Assert.Equal((cores, cores), (self.ClientCpus.Count, self.Cores));
    }
}
