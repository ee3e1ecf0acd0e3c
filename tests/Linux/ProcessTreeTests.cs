using System.Diagnostics;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class ProcessTreeTests
{
    [Fact]
    public async Task What_a_process_has_started_belongs_to_it_and_what_has_ended_is_not_forgotten()
    {
        Assert.SkipUnless(ProcessTree.IsTold, "This kernel does not tell who has started whom.");
        // A shell that starts another one, which computes for a moment; then it waits for it, and at last for its input.
        const string Computing = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"sh -c '{Computing}; echo; read x'; echo; read x"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            CancellationToken end = TestContext.Current.CancellationToken;
            await shell.StandardOutput.ReadLineAsync(end);
            IReadOnlyList<int> both = ProcessTree.Of(shell.Id);
            Assert.Equal((shell.Id, 2), (both[0], both.Count));
            long computed = OtherProcess.CpuNanoseconds(both[1]);
            Assert.Equal(0, ProcessTree.Ended(both).CpuNanoseconds);

            await shell.StandardInput.WriteLineAsync("".AsMemory(), end);
            await shell.StandardOutput.ReadLineAsync(end);
            Assert.Equal([shell.Id], ProcessTree.Of(shell.Id));
            EndedProcesses ended = ProcessTree.Ended([shell.Id]);
            // User and system time each to a tick of 10 ms.
            Assert.InRange(ended.CpuNanoseconds, computed - 20_000_000, computed + 20_000_000);
            Assert.NotEqual(0, ended.PageFaults);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Of_one_that_is_not_there_it_alone_is_named()
    {
        Assert.Equal([int.MaxValue], ProcessTree.Of(int.MaxValue));
        Assert.Equal(default, ProcessTree.Ended([int.MaxValue]));
    }
}
