using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class ContextSwitchesTests
{
    [Fact]
    public void A_thread_that_ends_takes_none_of_the_others_away()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux");
        using ManualResetEventSlim slept = new(), end = new();
        Thread thread = new(() =>
        {
            for (int i = 0; i < 50; i++) Thread.Sleep(1);
            slept.Set();
            end.Wait(CancellationToken.None);
        });
        thread.Start();
        slept.Wait(TestContext.Current.CancellationToken);
        ContextSwitches before = ContextSwitches.Of(Environment.ProcessId);
        end.Set();
        thread.Join();
        Assert.InRange(ContextSwitches.Of(Environment.ProcessId).Since(before), 0, long.MaxValue);
    }

    [Fact]
    public void A_thread_that_sleeps_switches()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux");
        ContextSwitches before = ContextSwitches.Of(Environment.ProcessId);
        for (int i = 0; i < 10; i++) Thread.Sleep(1);
        Assert.InRange(ContextSwitches.Of(Environment.ProcessId).Since(before), 10, long.MaxValue);
    }
}
