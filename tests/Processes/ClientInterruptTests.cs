using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sockeye.Tests.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>I3: Ctrl-C to the command of the client while it is still connecting.</summary>
public class ClientInterruptTests
{
    [Theory, InlineData("kernel"), InlineData("ring"), InlineData("async")]
    public async Task I3_an_interrupt_while_it_connects_gives_a_report_of_nothing_and_exits_with_130_at_once(string transport)
    {
        using Socket full = FullBacklog.Listen(out EndPoint endPoint, out List<Socket> held);
        // A job that a script began in the background ignores SIGINT, as do its children, and the runtime leaves that so: env (coreutils)
        // gives the child its default back.
        string[] command = ["--default-signal=INT", .. ServeProcess.Command, "client", $"{endPoint}", "-c", "3", "--transport", transport];
        using Process process = Process.Start(new ProcessStartInfo("env", command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            CancellationToken end = TestContext.Current.CancellationToken;
            Task<string> output = process.StandardOutput.ReadToEndAsync(end), error = process.StandardError.ReadToEndAsync(end);
            Until.True(() => FullBacklog.Connecting(endPoint) > 0 || process.HasExited);
            using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync(end);
            // Sooner than a connect is given up, which takes ten.
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)), "It did not exit.");
            Assert.True(process.ExitCode == 130, $"exit {process.ExitCode}: {await error}");
            Assert.Contains("answered 0", await output, StringComparison.Ordinal);
            Assert.Equal(0, FullBacklog.Connecting(endPoint));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            held.ForEach(socket => socket.Dispose());
        }
    }
}
