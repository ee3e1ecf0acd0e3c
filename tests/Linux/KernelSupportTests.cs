using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class KernelSupportTests
{
    private static readonly KernelCircumstances Here = new(
        new Version(6, 18, 44), IoUringDisabled: 0, IsFiltered: false, LockedMemoryBytes: 8 << 20, NeededBytes: 100 << 10);

    [Fact]
    public void Epoll_is_there() => Assert.Null(KernelSupport.Epoll.Refusal);

    [Fact]
    public void A_ring_that_is_not_refused_behaves_as_we_need()
    {
        string? refusal = KernelSupport.IoUring.Refusal;
        // A refusal is the kernel's and is skipped; what the trial itself finds wrong is a failure.
        Assert.SkipWhen(refusal?.StartsWith("io_uring is refused at", StringComparison.Ordinal) == true, refusal ?? "");
        Assert.Null(refusal);
    }

    [Theory]
    [InlineData(2, "or use epoll")]
    [InlineData(1, "or join the group in kernel.io_uring_group, or use epoll")]
    public void A_setting_is_named_with_its_cure(int level, string otherwise) => Assert.Equal(
        "io_uring is refused at io_uring_setup: Operation not permitted (errno 1): "
        + $"kernel.io_uring_disabled = {level}; `sysctl -w kernel.io_uring_disabled=0`, {otherwise}",
        Explain(Errno.EPERM, Here with { IoUringDisabled = level }));

    [Fact]
    public void A_seccomp_filter_is_told_from_a_security_module()
    {
        Assert.Contains("seccomp=unconfined", Explain(Errno.EPERM, Here with { IsFiltered = true }), StringComparison.Ordinal);
        Assert.Contains("seccomp=unconfined", Explain(Errno.ENOSYS, Here with { IsFiltered = true }), StringComparison.Ordinal);
        Assert.Contains("security module", Explain(Errno.EPERM, Here), StringComparison.Ordinal);
        Assert.Contains("security module", Explain(Errno.EPERM, Here with { IoUringDisabled = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_kernel_is_told_which_is_needed()
    {
        KernelCircumstances old = Here with { Kernel = new Version(5, 15, 0), IsFiltered = true };
        Assert.Contains("this is kernel 5.15.0, and a reactor needs 6.1", Explain(Errno.EINVAL, old), StringComparison.Ordinal);
        Assert.Contains("this is kernel 5.15.0, and a reactor needs 6.1", Explain(Errno.ENOSYS, old), StringComparison.Ordinal);
        Assert.Contains("CONFIG_IO_URING", Explain(Errno.ENOSYS, Here), StringComparison.Ordinal);
    }

    [Fact]
    public void Locked_memory_is_told_with_the_number_that_is_needed() => Assert.Contains(
        "RLIMIT_MEMLOCK is 64 KiB for all rings of this user together, and one reactor needs 100 KiB; raise it: `ulimit -l unlimited`",
        Explain(Errno.ENOMEM, Here with { LockedMemoryBytes = 65536 }), StringComparison.Ordinal);

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Descriptors_that_have_run_out_are_told_as_such(string facility) =>
        Assert.Contains("`ulimit -n`", KernelRefusal.Explain(facility, new("call", -Errno.EMFILE), Here), StringComparison.Ordinal);

    [Fact]
    public void E15_an_unprivileged_user_with_64_KiB_of_locked_memory_is_told_what_to_raise()
    {
        string[] asNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        string told = Child.Ask(nameof(ChildScenarios.Support), [.. asNobody, "prlimit", "--memlock=65536:65536"]);
        Assert.Matches(
            @"^io_uring is refused at .+ \(errno 12\): RLIMIT_MEMLOCK is 64 KiB .+ needs 1\d\d KiB; raise it: .+, or use epoll$", told);
    }

    [Theory]
    [InlineData("EPERM", 1)]
    [InlineData("ENOSYS", 38)]
    public void E15_a_set_up_that_is_refused_is_told_in_one_line(string error, int number)
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        string told = Child.Ask(nameof(ChildScenarios.Support),
            "strace", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=io_uring_setup", "-e", $"inject=io_uring_setup:error={error}");
        Assert.Matches($@"^io_uring is refused at io_uring_setup: .+ \(errno {number}\): .+, or (use )?epoll$", told);
    }

    [Theory]
    [InlineData("EINVAL:when=1")]    // a kernel before 6.6 does not know NO_SQARRAY: without it, then
    [InlineData("ENOMEM:when=1..3")] // the charge of a ring that has been closed is released late
    public void A_set_up_that_is_refused_at_first_is_tried_again(string injected)
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        string told = Child.Ask(nameof(ChildScenarios.Support),
            "strace", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=io_uring_setup", "-e", $"inject=io_uring_setup:error={injected}");
        Assert.Equal("io_uring is supported", told);
    }

    private static string Explain(int errno, KernelCircumstances here) =>
        KernelRefusal.Explain("io_uring", new("io_uring_setup", -errno), here);
}
