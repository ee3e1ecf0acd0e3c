namespace Sockeye.Linux;

/// <summary>The open files of this process, and their limit.</summary>
public static class OpenFiles
{
    /// <summary>How many descriptors this process may have open (RLIMIT_NOFILE, soft); null where it is not known: not
    /// on Linux, or without a limit.</summary>
    public static int? Limit => ResourceLimit.Soft(ResourceLimit.OpenFiles) is long limit and <= int.MaxValue ? (int)limit : null;

    /// <summary>How many descriptors this process has open now; null where it is not known: not on Linux, or without /proc.</summary>
    public static int? Held => Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : null;

    /// <summary>The sockets, eventfds and rings that this process has open now, by inode or number: a number alone is reused.</summary>
    internal static HashSet<string> OwnSockets() => Sockets("/proc/self/fd");

    internal static HashSet<string> Sockets(string directory)
    {
        HashSet<string> open = [];
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            // Null where it was closed since it was listed: of our own, the directory's descriptor is always one of these.
            if (Target(path) is not { } target) continue;
            if (target.StartsWith("socket:", StringComparison.Ordinal)) open.Add(target);
            else if (target is "anon_inode:[eventfd]" or "anon_inode:[io_uring]") open.Add($"{path} {target}");
        }
        return open;
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
