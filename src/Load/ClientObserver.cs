namespace Sockeye.Load;

/// <summary>
/// Is told what the clients see, as it happens; override what is of interest. One call at a time, in the order of events:
/// the order of <see cref="Ponged"/> is the order of the result. It is called on a thread of its own: a slow observer delays no ping.
/// </summary>
public abstract class ClientObserver
{
    /// <summary>A client is connected: by the kernel, which says nothing about being served.</summary>
    /// <param name="client">Its number, from 0.</param>
    /// <param name="connect">How long it took.</param>
    public virtual void Connected(int client, TimeSpan connect) { }

    /// <summary>A pong has arrived, and is the right one.</summary>
    /// <param name="pong">The pong.</param>
    public virtual void Ponged(in Pong pong) { }

    /// <summary>A client failed.</summary>
    /// <param name="client">Its number.</param>
    /// <param name="failure">Why.</param>
    public virtual void Failed(int client, ClientFailure failure) { }

    /// <summary>A client is done, with success or without; its connection is closed. Its last event.</summary>
    /// <param name="client">Its number.</param>
    public virtual void Left(int client) { }
}

/// <summary>A pong.</summary>
/// <param name="Client">The client's number, from 0.</param>
/// <param name="Sequence">Which of its pings was answered, from 1.</param>
/// <param name="Pings">How many pings it sends.</param>
/// <param name="Response">From just before the ping was sent until its pong had been received.</param>
public readonly record struct Pong(int Client, int Sequence, int Pings, TimeSpan Response);
