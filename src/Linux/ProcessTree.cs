using System.Globalization;

namespace Sockeye.Linux;

/// <summary>A process of this machine with those that it has started and that live, and with what they have started. One that has put
/// itself into the background, so that init is its parent, is no longer among them.</summary>
public static class ProcessTree
{
    // proc_pid_stat(5), of the children that have ended and were waited for, and of theirs: page faults, user time and system time.
    private const int ChildPageFaults = 11;
    private const int ChildUserTime = 16;
    private const int ChildSystemTime = 17;

    // sysconf(3), _SC_CLK_TCK: 100 a second wherever .NET runs.
    private const long TickNanoseconds = 10_000_000;

    /// <summary>Whether this system tells who has started whom: a kernel may be built without it.</summary>
    public static bool IsTold => OperatingSystem.IsLinux() && File.Exists($"/proc/self/task/{Environment.ProcessId}/children");

    /// <summary>The processes.</summary>
    /// <param name="process">The id of the first.</param>
    /// <returns>Their ids, from the first on, which is always there.</returns>
    public static IReadOnlyList<int> Of(int process)
    {
        List<int> found = [process];
        for (int next = 0; next < found.Count; next++) found.AddRange(Children(found[next]).Except(found).ToArray());
        return found;
    }

    /// <summary>What is known of those that have ended.</summary>
    /// <param name="processes">The processes that live, out of <see cref="Of"/>.</param>
    /// <returns>The sums.</returns>
    public static EndedProcesses Ended(IReadOnlyList<int> processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        EndedProcesses sum = default;
        foreach (int process in processes)
        {
            if (Text($"/proc/{process}/stat") is not { Length: > 0 } line) continue;
            // The second field is the program's name in parentheses, and may hold anything: the third begins behind the last of them.
            string[] fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            long ticks = Field(ChildUserTime) + Field(ChildSystemTime);
            sum = new(sum.CpuNanoseconds + ticks * TickNanoseconds, sum.PageFaults + Field(ChildPageFaults));
        }
        return sum;
    }

    // Each thread has children of its own: proc_tid_children(5).
    private static IEnumerable<int> Children(int process) => Threads(process)
        .SelectMany(thread => Text(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static string[] Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    // Nothing of one that has ended since it was found.
    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>What processes took that have ended, and that a process which lives has waited for.</summary>
/// <param name="CpuNanoseconds">CPU, user and system, by ticks of 10 ms.</param>
/// <param name="PageFaults">Pages that they touched for the first time: as soon as one has ended, it is another number.</param>
public readonly record struct EndedProcesses(long CpuNanoseconds, long PageFaults);
