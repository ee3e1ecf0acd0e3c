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

    // By their names: «epoll reactor 0», «threads worker 0», «offload worker 0», cut.
    private static HashSet<string> Running() =>
    [
        .. OwnThreads.All()
            .Where(own => own.Name.Contains(" reactor", StringComparison.Ordinal) || own.Name.Contains(" worker", StringComparison.Ordinal))
            .Select(own => own.Thread),
    ];
}
