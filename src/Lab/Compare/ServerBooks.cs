using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>What the kernel's books say of a server: of its process, and of those that it has started. Linux.</summary>
/// <param name="process">The id of its process.</param>
/// <param name="mayFork">Whether it may have started others. Ours do not, and are not asked: where there are thousands of threads, the
/// search takes its time.</param>
internal sealed class ServerBooks(int process, bool mayFork)
{
    /// <summary>Whether this system tells.</summary>
    internal bool AreTold => OperatingSystem.IsLinux() && (!mayFork || ProcessTree.IsTold);

    /// <summary>The processes that live, its own first.</summary>
    internal IReadOnlyList<int> Processes() => mayFork ? ProcessTree.Of(process) : [process];

    /// <summary>CPU of all of them, and of those that have ended, in nanoseconds.</summary>
    internal static long CpuNanoseconds(IReadOnlyList<int> processes, EndedProcesses ended) =>
        ended.CpuNanoseconds + Sum(processes, OtherProcess.CpuNanoseconds);

    /// <summary>The same, of those that there are now.</summary>
    internal long CpuNanoseconds()
    {
        IReadOnlyList<int> processes = Processes();
        return CpuNanoseconds(processes, Ended(processes));
    }

    /// <summary>What has ended.</summary>
    internal EndedProcesses Ended(IReadOnlyList<int> processes) => mayFork ? ProcessTree.Ended(processes) : default;

    /// <summary>How many threads they have.</summary>
    internal static int Threads(IReadOnlyList<int> processes) => (int)Sum(processes, id => OtherProcess.Threads(id));

    /// <summary>What they hold in memory: of a process that another has started what it shares with nobody, since the rest is counted
    /// there.</summary>
    internal long ResidentBytes() =>
        Sum(Processes(), id => id == process ? OtherProcess.ResidentBytes(id) : OtherProcess.PrivateBytes(id));

    /// <summary>Signals all of them, its own first.</summary>
    internal void Signal(Action<int> signal) => Sum(Processes(), id =>
    {
        signal(id);
        return 0;
    });

    // That the first has ended is told by an exception. Another one may end at any time, and counts among those that have ended then.
    private static long Sum(IReadOnlyList<int> processes, Func<int, long> figure)
    {
        long sum = figure(processes[0]);
        foreach (int process in processes.Skip(1))
        {
            try
            {
                sum += figure(process);
            }
            catch (Exception ended) when (ended is IOException or KernelException or UnauthorizedAccessException)
            {
                continue;
            }
        }
        return sum;
    }
}
