using System.Globalization;
using System.Runtime.InteropServices;

namespace Sockeye.Bench;

/// <summary>What the kernel knows of another process.</summary>
internal static class ProcessFacts
{
    /// <summary>Nanoseconds of CPU, user and system, of all threads so far, those that have ended included.</summary>
    internal static long ProcessorNanoseconds(int process)
    {
        // clock_getcpuclockid(3): the clock of a process is its inverted id with the kind of clock below it, 2 for the scheduler's own
        // count. It is exact, where the times of proc_pid_stat(5) come in ticks of 10 ms.
        int clock = (~process << 3) | 2;
        if (clock_gettime(clock, out Timespec time) != 0) throw new InvalidOperationException($"Process {process} has no CPU clock.");
        return (long)time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    /// <summary>How often its threads, those that live, have left the CPU: of themselves, or because they had to.</summary>
    internal static long ContextSwitches(int process) => Directory.GetDirectories($"/proc/{process}/task").Sum(
        thread => Number(Path.Combine(thread, "status"), "voluntary_ctxt_switches:") +
            Number(Path.Combine(thread, "status"), "nonvoluntary_ctxt_switches:"));

    /// <summary>Bytes of it that are in memory.</summary>
    internal static long ResidentBytes(int process) => 1024 * Number($"/proc/{process}/smaps_rollup", "Rss:");

    /// <summary>Bytes of those that no other process shares.</summary>
    internal static long PrivateBytes(int process) => 1024 *
        (Number($"/proc/{process}/smaps_rollup", "Private_Clean:") + Number($"/proc/{process}/smaps_rollup", "Private_Dirty:"));

    private static long Number(string file, string name)
    {
        string line = File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        internal nint Seconds;
        internal nint Nanoseconds;
    }
}
