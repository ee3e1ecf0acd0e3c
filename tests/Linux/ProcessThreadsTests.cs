using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class ProcessThreadsTests
{
    [Fact]
    public void All_threads_are_kept_off_a_core_and_the_last_one_stays()
    {
        Assert.SkipUnless(CurrentThread.Cpus.Count > 1, "there is one core");
        Assert.Equal("kept off", Child.Ask(nameof(ChildScenarios.KeptOff)));
    }
}
