namespace Sockeye.Linux;

/// <summary>What the system lets this process have.</summary>
internal static unsafe class ResourceLimit
{
    // getrlimit(2): the numbers are Linux's own, the same on x64 and arm64.
    internal const int OpenFiles = 7;
    internal const int LockedMemory = 8;

    /// <summary>The soft limit; null without one, or not on Linux.</summary>
    internal static long? Soft(int resource)
    {
        if (!OperatingSystem.IsLinux()) return null;
        nuint* limits = stackalloc nuint[2];
        if (Libc.getrlimit(resource, limits) != 0) return null;
        return limits[0] > long.MaxValue ? null : (long)limits[0];
    }
}
