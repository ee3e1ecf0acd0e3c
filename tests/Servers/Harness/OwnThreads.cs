namespace Sockeye.Tests.Servers;

/// <summary>The threads of this process, as the kernel knows them (proc_pid_task(5)).</summary>
internal static class OwnThreads
{
    /// <summary>Those that run now, with their names, which are cut to 15 characters (prctl(2)).</summary>
    internal static IEnumerable<(string Thread, string Name)> All() =>
        from thread in Directory.EnumerateDirectories("/proc/self/task")
        let name = Read(thread, "comm")
        where name is not null
        select (thread, name);

    /// <summary>A file of one of them; null where it has ended since.</summary>
    internal static string? Read(string thread, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, file));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
