namespace Sockeye.Linux;

/// <summary>What the kernel knows of another process of this machine, by its id. All of it fails with an
/// <see cref="IOException"/> or a <see cref="KernelException"/> where the process has ended.</summary>
public static unsafe class OtherProcess
{
    private const int ScheduledClock = 2;
    private const int TerminateSignal = 15;  // signal(7), SIGTERM
    private const int StopSignal = 19;  // signal(7), SIGSTOP
    private const int ContinueSignal = 18;  // signal(7), SIGCONT

    /// <summary>CPU that it has used, user and system, in nanoseconds: of all its threads, those that have ended included.</summary>
    /// <param name="process">Its id.</param>
    /// <returns>The time.</returns>
    public static long CpuNanoseconds(int process)
    {
        // clock_getcpuclockid(3): the clock of a process is its inverted id with the kind of clock below it, 2 for the scheduler's own
        // count. It is exact, where the times of proc_pid_stat(5) come in ticks of 10 ms.
        KernelTime time;
        KernelException.Check("clock_gettime", Libc.Result(Libc.clock_gettime((~process << 3) | ScheduledClock, &time)));
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    /// <summary>How many threads it has.</summary>
    /// <param name="process">Its id.</param>
    /// <returns>The number.</returns>
    public static int Threads(int process) => (int)StatusFile.Number($"/proc/{process}/status", "Threads:");

    /// <summary>Bytes of it that are in memory.</summary>
    /// <param name="process">Its id.</param>
    /// <returns>The number, exact: proc_pid_status(5) would be cheaper and some hundred KiB off.</returns>
    public static long ResidentBytes(int process) => 1024 * StatusFile.Number($"/proc/{process}/smaps_rollup", "Rss:");

    /// <summary>Bytes of those that no other process shares.</summary>
    /// <param name="process">Its id.</param>
    /// <returns>The number.</returns>
    public static long PrivateBytes(int process)
    {
        string rollup = $"/proc/{process}/smaps_rollup";
        return 1024 * (StatusFile.Number(rollup, "Private_Clean:") + StatusFile.Number(rollup, "Private_Dirty:"));
    }

    /// <summary>How many sockets, eventfds and rings it has open: what serving takes and gives back, and not its files.</summary>
    /// <param name="process">Its id.</param>
    /// <returns>The number.</returns>
    public static int Sockets(int process) => OpenFiles.Sockets($"/proc/{process}/fd").Count;

    /// <summary>Stops it, as Ctrl-Z does: it does nothing until it is told to <see cref="Continue"/>.</summary>
    /// <param name="process">Its id.</param>
    public static void Stop(int process) => KernelException.Check("kill", Libc.Result(Libc.kill(process, StopSignal)));

    /// <summary>Lets it go on where it was stopped.</summary>
    /// <param name="process">Its id.</param>
    public static void Continue(int process) => KernelException.Check("kill", Libc.Result(Libc.kill(process, ContinueSignal)));

    /// <summary>Asks it to end, by SIGTERM.</summary>
    /// <param name="process">Its id.</param>
    public static void Terminate(int process) => KernelException.Check("kill", Libc.Result(Libc.kill(process, TerminateSignal)));
}
