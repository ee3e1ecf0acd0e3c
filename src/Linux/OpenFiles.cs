namespace Sockeye.Linux;

/// <summary>The limit on open files of this process.</summary>
public static class OpenFiles
{
    /// <summary>How many descriptors this process may have open (RLIMIT_NOFILE, soft); null where it is not known: not
    /// on Linux, or without a limit.</summary>
    public static int? Limit => ResourceLimit.Soft(ResourceLimit.OpenFiles) is long limit and <= int.MaxValue ? (int)limit : null;
}
