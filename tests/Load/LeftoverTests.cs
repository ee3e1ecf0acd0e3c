using Sockeye.Linux;
using Sockeye.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>A run that cannot take place leaves nothing behind: what was opened for it is closed. Descriptors are counted, so nothing
/// else runs meanwhile.</summary>
[Collection(typeof(OneAtATime))]
public class LeftoverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_worker_that_cannot_be_pinned_closes_what_was_opened_for_it(Transport transport)
    {
        Assert.SkipUnless(KernelSupport.Epoll.IsSupported, KernelSupport.Epoll.Refusal ?? "");
        // The first worker begins, and is ended by the second one's failure.
        ClientPlan plan = new() { Clients = 4, Workers = 2, Cpus = [CurrentThread.Cpus[0], 1023], Transport = transport };
        using CalibrationSink sink = new(plan);
        OpenDescriptors descriptors = new();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => LoadGenerator.Run(sink.Plan, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("sched_setaffinity", refused.Message, StringComparison.Ordinal);
        AssertNoneAdded(descriptors);
    }

    [Fact]
    public void A_sink_that_cannot_answer_a_plan_opens_nothing()
    {
        Assert.SkipUnless(KernelSupport.Epoll.IsSupported, KernelSupport.Epoll.Refusal ?? "");
        OpenDescriptors descriptors = new();
        ClientPlan plan = new() { Message = "{seq}", Framing = new(FramingKind.FixedSize, 4) };
        Assert.Throws<NotSupportedException>(() => new CalibrationSink(plan).Dispose());
        AssertNoneAdded(descriptors);
    }

    private static void AssertNoneAdded(OpenDescriptors descriptors) =>
        Assert.True(SpinWait.SpinUntil(() => descriptors.Added() == 0, Patience), $"{descriptors.Added()} descriptors are left");
}
