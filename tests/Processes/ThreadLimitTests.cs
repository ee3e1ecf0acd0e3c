using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>E13: no further thread may start (RLIMIT_NPROC), in a process of a user who is bound by it: root is not.</summary>
public class ThreadLimitTests
{
    private const string Nobody = "65534";

    private static readonly string[] AsNobody = ["--reuid", Nobody, "--regid", Nobody, "--clear-groups"];

    [Fact]
    public void E13_workers_that_cannot_start_are_told_with_the_cure_and_end_the_command()
    {
        SkipWithout();
        using var server = new ServeProcess("setpriv", [.. AsNobody, "prlimit", "--nproc=200"], "threads", "--threads", "2000");
        Assert.Equal(4, server.ExitCode(TimeSpan.FromSeconds(20)));
        string told = server.Lines.Single(line => line.StartsWith("sockeye: threads: ", StringComparison.Ordinal));
        Assert.Matches("^sockeye: threads: The thread «threads worker [0-9]+» cannot start: a limit on threads .* Ask for fewer", told);
    }

    [Theory, InlineData("async"), InlineData("threads")]
    public void E13_a_server_that_runs_needs_no_further_thread(string model)
    {
        SkipWithout();
        using var server = new ServeProcess("setpriv", AsNobody, model, "--threads", "40");
        using var first = new RawPeer(server.EndPoint);
        Assert.Equal("pong 1 1\n"u8, first.Send("ping 1 1\n"u8).Read(9));
        server.DenyThreads("setpriv", AsNobody);
        RawPeer[] peers = [.. Enumerable.Range(0, 20).Select(_ => new RawPeer(server.EndPoint).Send("ping 1 1\n"u8))];
        foreach (RawPeer peer in peers)
        {
            Assert.Equal("pong 1 1\n"u8, peer.Read(9));
            peer.Dispose();
        }
    }

    private static void SkipWithout()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming a user without other processes needs root");
        foreach (string command in (string[])["setpriv", "prlimit"]) Assert.SkipUnless(ServeProcess.Has(command), $"no {command} here");
    }
}
