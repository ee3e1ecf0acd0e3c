using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>On which threads a loop that spins is seen: those of the runtime's pool and of its socket engine, too, are a
/// server's.</summary>
public class CpuTimeTests
{
    [Theory]
    [InlineData(".NET TP Worker", true)]
    [InlineData(".NET Sockets", true)]
    [InlineData("epoll reactor 1", true)]
    [InlineData(".NET Tiered Com", false)]
    [InlineData(".NET Finalizer", false)]
    public void The_time_of_a_thread_counts_unless_it_is_one_that_no_server_can_run_on(string name, bool counts) =>
        Assert.Equal(counts, CpuTime.Counts(name));
}
