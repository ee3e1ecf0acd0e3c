using Sockeye.Linux;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>E15: io_uring refused to the command: whoever named it is told why and what cures it; <c>auto</c> takes epoll.</summary>
public class RefusedRingTests
{
    private static string[] LittleMemory =>
    [
        .. Environment.IsPrivilegedProcess ? (string[])["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [],
        "prlimit", "--memlock=65536:65536",
    ];

    private static string[] Refusing(string error) =>
        ["strace", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=io_uring_setup", "-e", $"inject=io_uring_setup:error={error}"];

    [Fact]
    public void E15_an_unprivileged_user_with_64_KiB_of_locked_memory_is_told_what_to_raise() => AssertTold(
        LittleMemory,
        @"^sockeye: iouring: io_uring is refused at .+ \(errno 12\): RLIMIT_MEMLOCK is 64 KiB .+ raise it: .+, or use epoll$");

    [Theory, InlineData("EPERM", 1), InlineData("ENOSYS", 38)]
    public void E15_a_set_up_that_is_refused_is_told_in_one_line(string error, int number) => AssertTold(
        Refusing(error), $@"^sockeye: iouring: io_uring is refused at io_uring_setup: .+ \(errno {number}\): .+, or (use )?epoll$");

    [Fact]
    public void E15_auto_takes_epoll_where_locked_memory_is_short_and_says_why() => AssertFallsBack(LittleMemory, "errno 12");

    [Theory, InlineData("EPERM", "errno 1"), InlineData("ENOSYS", "errno 38")]
    public void E15_auto_takes_epoll_where_the_set_up_is_refused_and_says_why(string error, string told) =>
        AssertFallsBack(Refusing(error), told);

    private static void AssertTold(string[] through, string told)
    {
        SkipWithout(through);
        Assert.Matches(told, ServeProcess.CannotStart(through, "iouring", "--port", "0"));
    }

    private static void AssertFallsBack(string[] through, string told)
    {
        SkipWithout(through);
        using var server = new ServeProcess(through[0], through[1..], "auto");
        string listening = server.Lines.First(line => line.StartsWith("Listening", StringComparison.Ordinal));
        Assert.Contains("(epoll: ", listening, StringComparison.Ordinal);
        Assert.Contains("auto: io_uring is refused at ", listening, StringComparison.Ordinal);
        Assert.Contains(told, listening, StringComparison.Ordinal);
        using var client = new RawPeer(server.EndPoint);
        Assert.Equal("pong 1 1\n"u8, client.Send("ping 1 1\n"u8).Read(9));
    }

    private static void SkipWithout(string[] through)
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        foreach (string command in through.Where(word => word is "setpriv" or "prlimit" or "strace"))
            Assert.SkipUnless(ServeProcess.Has(command), $"no {command} here");
    }
}
