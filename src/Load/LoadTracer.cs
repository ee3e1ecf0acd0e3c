namespace Sockeye.Load;

/// <summary>
/// Is told each step of each ping as it is taken, on the client's own thread: it is quick, allocates nothing and does not throw, or it
/// distorts what is measured. For lines on a screen use <see cref="ClientObserver"/>, which delays nobody. Moments are nanoseconds of the
/// monotonic clock.
/// </summary>
public abstract class LoadTracer
{
    /// <summary>A client calls connect, for the first time or again.</summary>
    /// <param name="worker">The thread's number, from 0.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When.</param>
    public virtual void Connecting(int worker, int client, long at) { }

    /// <summary>The kernel says that it is connected.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When.</param>
    /// <param name="port">The connection's local port, by which the server knows it; 0 where it has none.</param>
    public virtual void Connected(int worker, int client, long at, int port) { }

    /// <summary>A ping was written.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When.</param>
    /// <param name="sequence">Which of its pings, from 1, the warm-up included.</param>
    /// <param name="due">When it should have been written.</param>
    public virtual void Sent(int worker, int client, long at, long sequence, long due) { }

    /// <summary>The run is over, and a ping that was due by the clock was never written.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When that was known: at the end.</param>
    /// <param name="sequence">Which of its pings.</param>
    /// <param name="due">When it should have been written.</param>
    public virtual void NeverSent(int worker, int client, long at, long sequence, long due) { }

    /// <summary>A pong was read, and is the right one.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When.</param>
    /// <param name="sequence">Which of its pings was answered.</param>
    public virtual void Ponged(int worker, int client, long at, long sequence) { }

    /// <summary>A client failed.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When.</param>
    /// <param name="failure">Why.</param>
    public virtual void Failed(int worker, int client, long at, FailureKind failure) { }

    /// <summary>A connection of a client is closed: at its end, or to begin another.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="at">When.</param>
    public virtual void Left(int worker, int client, long at) { }
}
