using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>A connection on a ring: its descriptor, and what the kernel is doing for it right now. One thread.</summary>
internal sealed class RingConnection(int fd, Connection connection) : ITimed<RingConnection>
{
    private TimerLink<RingConnection> _timer;

    internal int Fd => fd;

    internal Connection Connection => connection;

    /// <summary>Its place in the reactor's table.</summary>
    internal Tag Tag { get; set; }

    /// <summary>A multishot receive is armed.</summary>
    internal bool Receiving { get; set; }

    /// <summary>A receive was armed before.</summary>
    internal bool HasReceived { get; set; }

    /// <summary>That receive is being cancelled: no more may be kept.</summary>
    internal bool Stopping { get; set; }

    /// <summary>Its receive ended for want of a buffer; it is armed again when buffers have come back.</summary>
    internal bool Parked { get; set; }

    /// <summary>A send is in flight: the reply is the kernel's.</summary>
    internal bool Sending { get; set; }

    /// <summary>Its protocol waits for a task that has been asked to tell.</summary>
    internal bool Waiting { get; set; }

    /// <summary>The peer has finished sending, and the protocol was not told yet.</summary>
    internal bool PeerHasEnded { get; set; }

    /// <summary>It is being closed: only what is in flight is waited for.</summary>
    internal bool Closing { get; set; }

    /// <summary>When to look whether its armed receive sleeps through something; <see cref="Clocks.Never"/>: there is no need.</summary>
    internal long LookAt { get; set; } = Clocks.Never;

    internal bool InFlight => Receiving || Sending;

    internal Want Wants => connection.Wants;

    public long Deadline => Closing ? Clocks.Never : Math.Min(connection.Deadline, LookAt);

    public ref TimerLink<RingConnection> Timer => ref _timer;
}
