using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>
/// The fault seam's switch. Off, as everywhere but in tests, the JIT and the AOT compiler remove the seam; on (the
/// AppContext switch «Sockeye.Faults»), a server that was given a <see cref="FaultPlan"/> meets its faults.
/// </summary>
internal static class Faults
{
    internal static readonly bool Enabled = AppContext.TryGetSwitch("Sockeye.Faults", out bool on) && on;
}

/// <summary>Which faults a server meets under its socket calls, drawn from a seed; safe for many threads.</summary>
internal sealed class FaultPlan(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly Queue<SocketError> _accepts = [];
    private volatile int _enters;

    /// <summary>Percent of receives and sends on non-blocking sockets that would block.</summary>
    internal int WouldBlock { get; init; }

    /// <summary>Percent of receives and sends that are interrupted first.</summary>
    internal int Interrupted { get; init; }

    /// <summary>Percent of receives and sends that move fewer bytes than they could.</summary>
    internal int Short { get; init; }

    /// <summary>The most that a shortened receive or send moves, in bytes.</summary>
    internal int ShortBytes { get; init; } = 3;

    /// <summary>Makes the next accepts fail so, one each.</summary>
    internal void FailAccepts(params ReadOnlySpan<SocketError> errors)
    {
        lock (_lock)
        {
            foreach (SocketError error in errors) _accepts.Enqueue(error);
        }
    }

    /// <summary>From now on the kernel takes nothing from a ring, and says this number of errno(3) to every wait.</summary>
    internal void FailEnters(int errno) => _enters = errno;

    internal bool NextAccept(out SocketError error)
    {
        lock (_lock) return _accepts.TryDequeue(out error);
    }

    internal bool DrawWouldBlock() => Draw(WouldBlock);

    internal bool DrawInterrupted() => Draw(Interrupted);

    internal int DrawLength(int length)
    {
        lock (_lock) return length > 1 && _random.Next(100) < Short ? _random.Next(1, Math.Min(length, ShortBytes + 1)) : length;
    }

    /// <summary>The same faults for a reactor's thread, under the calls of <see cref="Linux"/>.</summary>
    internal CallFaults ForKernel(int reactor) => new(seed + reactor)
    {
        WouldBlock = WouldBlock,
        Interrupted = Interrupted,
        Busy = Interrupted,
        Enters = () => _enters,
        Short = Short,
        ShortBytes = ShortBytes,
    };

    private bool Draw(int percent)
    {
        if (percent == 0) return false;
        lock (_lock) return _random.Next(100) < percent;
    }
}
