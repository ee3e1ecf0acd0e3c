using System.Globalization;

namespace Sockeye.Linux;

/// <summary>The threads of this process, those of the runtime among them.</summary>
public static unsafe class ProcessThreads
{
    /// <summary>Keeps all threads that the process has off some cores, for good; those that they start inherit it. A thread that is
    /// bound to one of the cores afterwards has it for itself, as far as this process goes: the compiler and the collector of the
    /// runtime work elsewhere. A thread that may run nowhere else keeps the cores that it has.</summary>
    /// <param name="cpus">Numbers of the cores; those that there are not have no effect.</param>
    public static void KeepOff(IReadOnlyList<int> cpus)
    {
        ArgumentNullException.ThrowIfNull(cpus);
        // proc_pid_task(5); sched_setaffinity(2) takes a thread's number. One that has ended since is no affair of ours.
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
            KeepOff(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), cpus);
    }

    private static void KeepOff(int thread, IReadOnlyList<int> cpus)
    {
        ulong* mask = stackalloc ulong[CurrentThread.MostCpus / 64];
        if (Libc.Result(Libc.sched_getaffinity(thread, CurrentThread.MostCpus / 8, mask)) < 0) return;
        foreach (int cpu in cpus)
        {
            if ((uint)cpu < CurrentThread.MostCpus) mask[cpu / 64] &= ~(1UL << (cpu % 64));
        }
        // Where none is left, the kernel refuses: EINVAL.
        _ = Libc.Result(Libc.sched_setaffinity(thread, CurrentThread.MostCpus / 8, mask));
    }
}
