using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>Watches a server while a run lasts.</summary>
internal sealed class ServerWatch : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const int LooksAtMost = 100;
    private const long QuietNanoseconds = 500_000;

    private readonly int _process;
    private readonly long _cpu;
    private readonly ContextSwitches _switches;
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _looker;
    private int _threads;

    private ServerWatch(int process)
    {
        _process = process;
        _threads = OtherProcess.Threads(process);
        // A thread of its own that sleeps: one of the pool spins for a while when its work is done, on the clients' core.
        _looker = new(LookOn) { IsBackground = true, Name = "server watch" };
        _switches = ContextSwitches.Of(process);
        _cpu = OtherProcess.CpuNanoseconds(process);
    }

    /// <summary>Begins; null where the system does not tell about other processes.</summary>
    internal static ServerWatch? Begin(int process)
    {
        if (!OperatingSystem.IsLinux()) return null;
        ServerWatch watch = new(process);
        watch._looker.Start();
        return watch;
    }

    /// <summary>Waits until a server is done with what it has been told: with connections that have gone, with compiling.</summary>
    internal static async Task AwaitQuiet(int process, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux()) return;
        long last = OtherProcess.CpuNanoseconds(process);
        for (int look = 0; look < LooksAtMost; look++)
        {
            await Task.Delay(Look, stop).ConfigureAwait(false);
            long now = OtherProcess.CpuNanoseconds(process);
            if (now - last < QuietNanoseconds) return;
            last = now;
        }
    }

    /// <summary>Ends it.</summary>
    internal ServerUsage End()
    {
        long cpu = OtherProcess.CpuNanoseconds(_process) - _cpu;
        long switches = ContextSwitches.Of(_process).Since(_switches);
        StopLooking();
        return new(cpu, switches, _threads, OtherProcess.ResidentBytes(_process));
    }

    public void Dispose()
    {
        StopLooking();
        _end.Dispose();
    }

    private void StopLooking()
    {
        _end.Set();
        _looker.Join();
    }

    private void LookOn()
    {
        while (!_end.Wait(Look))
        {
            try
            {
                _threads = Math.Max(_threads, OtherProcess.Threads(_process));
            }
            catch (IOException)
            {
                return; // it has ended: whoever asks for the figures is told
            }
        }
    }
}
