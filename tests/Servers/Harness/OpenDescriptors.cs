namespace Sockeye.Tests.Servers;

/// <summary>The sockets, eventfds and rings that this process has open, by inode: a number alone is reused.</summary>
internal sealed class OpenDescriptors
{
    private readonly HashSet<string> _before = Now();

    /// <summary>Those that are open now and were not when this was made.</summary>
    internal int Added()
    {
        HashSet<string> now = Now();
        now.ExceptWith(_before);
        return now.Count;
    }

    private static HashSet<string> Now()
    {
        HashSet<string> open = [];
        foreach (string path in Directory.EnumerateFiles("/proc/self/fd"))
        {
            string? target = null;
            try
            {
                target = new FileInfo(path).LinkTarget;
            }
            catch (IOException)
            {
                // Closed since it was listed: the directory's own descriptor is always one of these.
            }
            if (target is null) continue;
            if (target.StartsWith("socket:", StringComparison.Ordinal)) open.Add(target);
            else if (target is "anon_inode:[eventfd]" or "anon_inode:[io_uring]") open.Add($"{path} {target}");
        }
        return open;
    }
}
