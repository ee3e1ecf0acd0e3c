namespace Sockeye.Linux;

/// <summary>What the kernel knows of the calling thread: its cores, its CPU time, how exactly it is woken.</summary>
public static unsafe class CurrentThread
{
    private const int CpuTimeClock = 3;  // clock_gettime(2), CLOCK_THREAD_CPUTIME_ID
    private const int SetTimerSlackOption = 29;  // prctl(2), PR_SET_TIMERSLACK
    internal const int MostCpus = 1024;  // sched_setaffinity(2): the size of cpu_set_t

    /// <summary>CPU that the thread has used, user and system, in nanoseconds.</summary>
    public static long CpuNanoseconds
    {
        get
        {
            KernelTime time;
            KernelException.Check("clock_gettime", Libc.Result(Libc.clock_gettime(CpuTimeClock, &time)));
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        }
    }

    /// <summary>The cores that the thread may run on, lowest first.</summary>
    public static IReadOnlyList<int> Cpus
    {
        get
        {
            ulong* mask = stackalloc ulong[MostCpus / 64];
            KernelException.Check("sched_getaffinity", Libc.Result(Libc.sched_getaffinity(0, MostCpus / 8, mask)));
            List<int> cpus = [];
            for (int cpu = 0; cpu < MostCpus; cpu++)
            {
                if ((mask[cpu / 64] >> (cpu % 64) & 1) != 0) cpus.Add(cpu);
            }
            return cpus;
        }
    }

    /// <summary>Binds the thread to one core; those that it starts later inherit it.</summary>
    /// <param name="cpu">The core's number.</param>
    /// <returns>0 or -errno: EINVAL where there is no such core, or this process may not use it.</returns>
    public static int Pin(int cpu)
    {
        if ((uint)cpu >= MostCpus) return -Errno.EINVAL;
        ulong* mask = stackalloc ulong[MostCpus / 64];
        mask[cpu / 64] = 1UL << (cpu % 64);
        return Libc.Result(Libc.sched_setaffinity(0, MostCpus / 8, mask));
    }

    /// <summary>How late the kernel may wake the thread from a timed wait, so as to wake others with it: 50 µs, if not set.</summary>
    /// <param name="nanoseconds">At least 1.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetTimerSlack(long nanoseconds) =>
        Libc.Result(Libc.prctl(SetTimerSlackOption, (nuint)nanoseconds, 0, 0, 0));
}
