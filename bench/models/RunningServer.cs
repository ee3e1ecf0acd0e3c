using Sockeye.Linux;

namespace Sockeye.Bench;

/// <summary>A server in a process of its own, on core 0.</summary>
internal sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const int LooksAtMost = 250;
    private const long QuietNanoseconds = 500_000;
    private readonly Child _process;
    private readonly HashSet<WorkloadKind> _warm = [];

    internal RunningServer(Launch launch)
    {
        _process = new Child(core: 0, launch);
        Port = _process.Read();
    }

    internal string Port { get; }

    internal int Id => _process.Id;

    /// <summary>Whether this is the first turn at workloads of this kind.</summary>
    internal bool IsNewTo(WorkloadKind kind) => _warm.Add(kind);

    /// <summary>Waits until it is done with the connections that have gone: it shares its core with whoever is next.</summary>
    internal void AwaitQuiet()
    {
        long last = OtherProcess.CpuNanoseconds(Id);
        for (int look = 0; look < LooksAtMost; look++)
        {
            Thread.Sleep(Look);
            long now = OtherProcess.CpuNanoseconds(Id);
            if (now - last < QuietNanoseconds) return;
            last = now;
        }
    }

    /// <summary>Ends it at once: what it would still do for its connections is not of interest.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
