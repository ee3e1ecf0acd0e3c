namespace Sockeye.Linux;

/// <summary>The open files of this process, and their limit.</summary>
public static class OpenFiles
{
    /// <summary>How many descriptors this process may have open (RLIMIT_NOFILE, soft); null where it is not known: not
    /// on Linux, or without a limit.</summary>
    public static int? Limit => ResourceLimit.Soft(ResourceLimit.OpenFiles) is long limit and <= int.MaxValue ? (int)limit : null;

    /// <summary>How many descriptors this process has open now; null where it is not known: not on Linux, or without /proc.</summary>
    public static int? Held => Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : null;
}
