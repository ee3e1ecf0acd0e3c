namespace Sockeye.Protocols;

/// <summary>What a protocol wants after a call. The default value is <see cref="Read"/>.</summary>
public readonly struct Next
{
    private readonly object? _detail;

    private Next(NextKind kind, object? detail = null, long messageBytes = 0)
    {
        Kind = kind;
        _detail = detail;
        MessageBytes = messageBytes;
    }

    /// <summary>Which of the wishes this is.</summary>
    public NextKind Kind { get; }

    /// <summary>How long the incomplete message is altogether, as far as its framing has announced it; 0 where it has not.</summary>
    public long MessageBytes { get; }

    /// <summary>The task that is waited for (<see cref="NextKind.Wait"/>), otherwise null.</summary>
    public Task? Task => _detail as Task;

    /// <summary>How the peer broke the protocol (<see cref="NextKind.Fail"/>), otherwise null.</summary>
    public string? Failure => _detail as string;

    /// <summary>Read on: send what was written, then call again when there are more bytes.</summary>
    public static Next Read => default;

    /// <summary>Send what was written, then call again, with what is left, even none. Large replies are streamed so, in
    /// pieces of bounded size.</summary>
    public static Next More => new(NextKind.More);

    /// <summary>Send what was written, then close. The close lingers, so that unread input does not destroy the reply.</summary>
    public static Next Close => new(NextKind.Close);

    /// <summary>
    /// Read on; the message that has begun has announced its length. One that is over the server's limit is refused at
    /// once (<see cref="CloseReason.MessageTooLarge"/>), before any of it is stored.
    /// </summary>
    /// <param name="bytes">The length of the whole message, framing included; where only parts announce theirs, what is
    /// known of it so far.</param>
    /// <returns>The wish.</returns>
    public static Next ReadMessage(long bytes) => new(NextKind.Read, messageBytes: bytes);

    /// <summary>
    /// Wait for a task: a database call, a computation on another thread. Until it ends the task alone may write to the
    /// reply; then all that was written is sent, and <see cref="IProtocol.Received"/> is called with what is left, even
    /// none. A loop serves other connections meanwhile; a blocking model waits on its thread. A task that fails is a
    /// handler fault.
    /// </summary>
    /// <param name="task">The task; pass <see cref="IReply.Ended"/> to it, so that it stops when the connection ends.</param>
    /// <returns>The wish.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public static Next Wait(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(NextKind.Wait, task);
    }

    /// <summary>The peer broke the protocol: send what was written, then close (<see cref="CloseReason.ProtocolError"/>).</summary>
    /// <param name="reason">What was wrong, for observers. It must not be copied from what the peer sent.</param>
    /// <returns>The wish.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    public static Next Fail(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new(NextKind.Fail, reason);
    }
}

/// <summary>The wishes that a protocol can have.</summary>
public enum NextKind
{
    /// <summary>More bytes.</summary>
    Read,

    /// <summary>To be called again when the reply has been sent.</summary>
    More,

    /// <summary>A task's end.</summary>
    Wait,

    /// <summary>The connection's end.</summary>
    Close,

    /// <summary>The connection's end, since the peer broke the protocol.</summary>
    Fail,
}
