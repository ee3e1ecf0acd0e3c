using System.Globalization;

namespace Sockeye.Linux;

/// <summary>What may explain that the kernel refuses something.</summary>
/// <param name="Kernel">The kernel's version.</param>
/// <param name="IoUringDisabled">The setting kernel.io_uring_disabled: 0, 1 (to the unprivileged), 2; null where there is none.</param>
/// <param name="IsFiltered">A seccomp filter stands between this process and the kernel.</param>
/// <param name="LockedMemoryBytes">RLIMIT_MEMLOCK; null without a limit.</param>
/// <param name="NeededBytes">What the ring and the buffer ring of one reactor are charged with.</param>
internal sealed record KernelCircumstances(Version Kernel, int? IoUringDisabled, bool IsFiltered, long? LockedMemoryBytes, long NeededBytes)
{
    internal static KernelCircumstances Here => new(
        Environment.OSVersion.Version,
        int.TryParse(Read("/proc/sys/kernel/io_uring_disabled"), CultureInfo.InvariantCulture, out int level) ? level : null,
        Read("/proc/self/status").Contains("\nSeccomp:\t2\n", StringComparison.Ordinal), // proc_pid_status(5): SECCOMP_MODE_FILTER
        ResourceLimit.Soft(ResourceLimit.LockedMemory),
        Ring.ChargedBytes(Ring.DefaultEntries, Ring.DefaultCompletions) + BufferRing.ChargedBytes(BufferRing.DefaultCount));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
