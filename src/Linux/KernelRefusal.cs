using System.Globalization;

namespace Sockeye.Linux;

/// <summary>Explains a refusal in one line: the step, the error, the likely cause, and the command that cures it.</summary>
internal static class KernelRefusal
{
    private static readonly Version RingFloor = new(6, 1); // DEFER_TASKRUN

    private const string Container = "`docker run --security-opt seccomp=unconfined`, "
        + "or a profile that allows io_uring_setup, io_uring_enter and io_uring_register";

    internal static string Explain(string facility, KernelException refusal, KernelCircumstances here) =>
        $"{facility} is refused at {refusal.Message}: {Cause(facility, refusal, here)}";

    private static string Cause(string facility, KernelException refusal, KernelCircumstances here) => -refusal.Result switch
    {
        Errno.EMFILE => "this process has no descriptor left; raise `ulimit -n`",
        Errno.ENFILE => "the system has no descriptor left; raise it: `sysctl -w fs.file-max=...`",
        _ when facility != "io_uring" => "use async",
        Errno.ENOMEM => $"RLIMIT_MEMLOCK is {Limit(here.LockedMemoryBytes)} for all rings of this user together, and one reactor needs "
            + $"{KiB(here.NeededBytes)}; raise it: `ulimit -l unlimited` (systemd: LimitMEMLOCK=infinity), or use epoll",
        Errno.EPERM or Errno.EACCES when here.IoUringDisabled is int level and > 0 =>
            $"kernel.io_uring_disabled = {level}; `sysctl -w kernel.io_uring_disabled=0`"
            + (level == 1 ? ", or join the group in kernel.io_uring_group, or use epoll" : ", or use epoll"),
        Errno.EPERM or Errno.EACCES => here.IsFiltered
            ? $"a seccomp filter, as container runtimes set, forbids it; {Container}, or use epoll"
            : "a security module (SELinux, AppArmor) forbids it; allow it there, or use epoll",
        Errno.ENOSYS or Errno.EINVAL when here.Kernel < RingFloor =>
            $"this is kernel {here.Kernel}, and a reactor needs {RingFloor}; use a newer kernel, or epoll",
        Errno.ENOSYS => here.IsFiltered
            ? $"a seccomp filter, as container runtimes set, hides it; {Container}, or use epoll"
            : "this kernel was built without it (CONFIG_IO_URING); use another kernel, or epoll",
        _ => "use epoll",
    };

    private static string Limit(long? bytes) => bytes is long limit ? KiB(limit) : "without a limit";

    private static string KiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB");
}
