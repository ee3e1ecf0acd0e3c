using System.Collections.Concurrent;

namespace Sockeye.Tests.Servers;

/// <summary>Tasks that failed and that nobody looked at.</summary>
internal static class UnobservedTasks
{
    private static readonly ConcurrentQueue<Exception> Found = [];

    static UnobservedTasks() => TaskScheduler.UnobservedTaskException += (_, unobserved) => Found.Enqueue(unobserved.Exception);

    /// <summary>Begins to look out for them.</summary>
    internal static void Watch() { }

    /// <summary>Those that were found since this was last asked; the collector finds them.</summary>
    internal static IReadOnlyList<Exception> Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        List<Exception> exceptions = [];
        while (Found.TryDequeue(out Exception? exception)) exceptions.Add(exception);
        return exceptions;
    }
}
