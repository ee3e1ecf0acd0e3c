using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>The processor time of a server that should have nothing to do: a loop that spins takes a core, or its share of one.</summary>
internal static class CpuTime
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(200);

    // The runtime's own: the compiler and the collector work on what was, and the others serve debuggers and signals. Not
    // «.NET TP Worker» and «.NET Sockets», which a server may run on.
    private static readonly string[] NotServers =
    [
        ".NET Tiered", ".NET Finalizer", ".NET BGC", ".NET Server GC", ".NET EventPipe", ".NET Debug", ".NET SigHandler", ".NET SynchManag",
    ];

    /// <summary>Lets a while pass and asserts that the threads of this process, but for the runtime's own, slept through it.</summary>
    internal static void AssertIdle()
    {
        // The compiler works in the background for a while after the code became hot, so one quiet window is enough.
        double share = 1;
        for (int attempt = 0; attempt < 3 && share > 0.15; attempt++)
        {
            TimeSpan before = Used();
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(Window);
            share = (Used() - before) / Stopwatch.GetElapsedTime(start);
        }
        Assert.True(share <= 0.15, $"An idle server took {share:P0} of a core.");
    }

    /// <summary>Whether a server may run on a thread of that name.</summary>
    internal static bool Counts(string thread) => !NotServers.Any(name => thread.StartsWith(name, StringComparison.Ordinal));

    private static TimeSpan Used()
    {
        long nanoseconds = 0;
        // Whoever measures does not count: of a thousand threads it takes as much of a core as a loop that spins.
        string self = new FileInfo("/proc/thread-self").LinkTarget!;
        foreach ((string thread, string name) in OwnThreads.All())
        {
            bool isSelf = self.EndsWith($"/{Path.GetFileName(thread)}", StringComparison.Ordinal);
            if (isSelf || !Counts(name) || OwnThreads.Read(thread, "schedstat") is not { } statistics) continue;
            nanoseconds += long.Parse(statistics.Split(' ')[0], CultureInfo.InvariantCulture);
        }
        return TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
    }
}
