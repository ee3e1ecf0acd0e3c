using System.Net.Sockets;

namespace Sockeye.Servers;

/// <summary>
/// Whether a listener accepts now: not while the server is full, not while it pauses after a shortage. Knows what a failed
/// accept means. Used by every listener; one thread.
/// </summary>
internal sealed class Admission(ServerOptions options, Ledger ledger)
{
    private const int FirstPauseMilliseconds = 100;
    private const int LongestPauseMilliseconds = 1_000;

    private int _pause;
    private long _pausedUntil;

    /// <summary>Whether to accept; asked before the listener is waited for.</summary>
    internal bool Open(long now) => now >= _pausedUntil && (options.WhenFull == WhenFull.Reject || !ledger.Full);

    /// <summary>When a pause is over; <see cref="Clocks.Never"/> without one.</summary>
    internal long ResumesAt(long now) => now < _pausedUntil ? _pausedUntil : Clocks.Never;

    /// <summary>Before an accept: takes a place for whoever it brings, where the server waits when it is full. False: it is full.</summary>
    internal bool TakePlace() => options.WhenFull == WhenFull.Reject || ledger.TryTakePlace();

    /// <summary>The accept brought nobody.</summary>
    internal void LeavePlace()
    {
        if (options.WhenFull == WhenFull.Wait) ledger.LeavePlace();
    }

    /// <summary>An accept went through. False: the server is full, and this one is to be closed.</summary>
    /// <param name="hasPlace">Whether <see cref="TakePlace"/> was asked before; without, one that cannot be sent away counts beyond
    /// the limit.</param>
    /// <param name="id">The number of the connection.</param>
    internal bool Enter(bool hasPlace, out long id)
    {
        _pause = 0;
        if (options.WhenFull == WhenFull.Reject)
        {
            if (!ledger.TryTakePlace())
            {
                ledger.Reject();
                options.Observer?.Rejected();
                id = -1;
                return false;
            }
        }
        else if (!hasPlace)
        {
            ledger.TakePlace();
        }
        id = ledger.NextNumber();
        return true;
    }

    /// <summary>An accept failed: goes on, or pauses, twice as long each time, or throws if the listener is broken.</summary>
    /// <exception cref="SocketException">The listener is broken.</exception>
    internal void Failed(SocketError error, long now)
    {
        AcceptTier tier = SocketErrors.Tier(error);
        TimeSpan pause = TimeSpan.Zero;
        if (tier == AcceptTier.Shortage)
        {
            _pause = _pause == 0 ? FirstPauseMilliseconds : Math.Min(2 * _pause, LongestPauseMilliseconds);
            _pausedUntil = now + _pause;
            pause = TimeSpan.FromMilliseconds(_pause);
        }
        options.Observer?.AcceptFailed(error, tier, pause);
        if (tier == AcceptTier.Broken) throw new SocketException((int)error);
    }
}
