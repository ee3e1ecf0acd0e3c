namespace Sockeye.Tests.Servers;

/// <summary>The threads that servers have started in this process since; those of the runtime's pool are not theirs.</summary>
internal sealed class ServerThreads
{
    private readonly HashSet<string> _before = Running();

    /// <summary>Those that run now and did not when this was made.</summary>
    internal int Added()
    {
        HashSet<string> now = Running();
        now.ExceptWith(_before);
        return now.Count;
    }

    // By their names: «epoll reactor 0», «threads worker 0», «offload worker 0», cut to 15 characters (prctl(2)).
    private static HashSet<string> Running() => [.. Directory.EnumerateDirectories("/proc/self/task").Where(IsServers)];

    private static bool IsServers(string task)
    {
        try
        {
            string name = File.ReadAllText(Path.Combine(task, "comm"));
            return name.Contains(" reactor", StringComparison.Ordinal) || name.Contains(" worker", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended since it was listed.
            return false;
        }
    }
}
