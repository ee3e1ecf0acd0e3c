using Xunit;
using Xunit.Sdk;

namespace Sockeye.Tests.Servers;

/// <summary>A loop that spins is seen on whatever thread it does: those of the runtime's pool, too, are a server's.</summary>
[Collection(typeof(OneAtATime))]
public class CpuTimeTests
{
    [Theory, InlineData(true), InlineData(false)]
    public void A_loop_that_spins_is_not_idle(bool onPool)
    {
        bool over = false;
        Task spinning = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref over)) Thread.SpinWait(1_000);
            },
            CancellationToken.None,
            onPool ? TaskCreationOptions.None : TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            Assert.Throws<TrueException>(CpuTime.AssertIdle);
        }
        finally
        {
            Volatile.Write(ref over, true);
            Until.True(() => spinning.IsCompleted);
        }
    }
}
