namespace Sockeye.Load;

/// <summary>
/// Until when a worker's clients wait: for their connection, or for the pong of their oldest ping. Looked through in sweeps, since
/// hardly one ever passes: a timeout may come late by what the sweeps are apart, a twentieth of the shortest and a tenth of a second
/// at most.
/// </summary>
internal sealed class Deadlines
{
    private readonly long[] _deadlines;
    private readonly long _sweepEvery;
    private readonly long _connectTimeout;
    private readonly long _pingTimeout;

    internal Deadlines(int clients, ClientPlan plan)
    {
        _deadlines = new long[clients];
        Array.Fill(_deadlines, Clock.Never);
        _connectTimeout = Clock.Nanoseconds(plan.ConnectTimeout);
        _pingTimeout = Clock.Nanoseconds(plan.PingTimeout);
        _sweepEvery = Math.Clamp(Math.Min(_pingTimeout, _connectTimeout) / 20, 1_000_000, 100_000_000);
    }

    internal long NextSweep { get; private set; }

    /// <summary>A client begins to connect. Of one that tries again the first attempt counts: its deadline stands.</summary>
    internal void Connecting(int slot, long now)
    {
        if (_deadlines[slot] == Clock.Never) _deadlines[slot] = now + _connectTimeout;
    }

    /// <summary>A client is connected.</summary>
    /// <returns>How long that took, from its first attempt.</returns>
    internal long Connected(int slot, long now)
    {
        long took = now - (_deadlines[slot] - _connectTimeout);
        Clear(slot);
        return took;
    }

    /// <summary>The oldest ping that a client has in flight was written at this moment.</summary>
    internal void Pinged(int slot, long written) => _deadlines[slot] = written + _pingTimeout;

    /// <summary>A client waits for nothing.</summary>
    internal void Clear(int slot) => _deadlines[slot] = Clock.Never;

    /// <summary>Tells of every client whose deadline has passed, if it is time to look.</summary>
    internal void Sweep(long now, Action<int> passed)
    {
        if (now < NextSweep) return;
        NextSweep = now + _sweepEvery;
        for (int slot = 0; slot < _deadlines.Length; slot++)
        {
            if (_deadlines[slot] <= now) passed(slot);
        }
    }
}
