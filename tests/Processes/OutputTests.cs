using System.Diagnostics;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>The output of a process that cannot be written: a disk that is full (full(4)), a reader that is gone.</summary>
public class OutputTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("models")]
    [InlineData("run select -c 2 -n 3 --json")]
    [InlineData("serve select --port 0")]
    public async Task Is_told_in_a_line_and_exits_1_where_the_disk_is_full(string line)
    {
        (int code, string error) = await Run("exec \"$@\" > /dev/full", line);
        Assert.Equal(1, code);
        Assert.Contains("sockeye: cannot write the output: No space left on device", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_no_failure_where_its_reader_has_seen_enough()
    {
        (int code, string error) = await Run("set -o pipefail; \"$@\" | head -n 1 > /dev/null", "run select -c 2 -n 50 -v");
        Assert.Equal((0, ""), (code, error));
    }

    private static async Task<(int, string)> Run(string script, string line)
    {
        Assert.SkipUnless(File.Exists("/dev/full") && ServeProcess.Has("bash"), "no /dev/full, or no bash");
        ProcessStartInfo start = new("bash", ["-c", script, "bash", .. ServeProcess.Command, .. line.Split(' ')])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(
                TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return (process.ExitCode, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
