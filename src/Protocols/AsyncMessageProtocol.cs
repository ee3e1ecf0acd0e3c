using System.Buffers;

namespace Sockeye.Protocols;

/// <summary>
/// A protocol whose answer to a whole message may have to wait: for a database, another service, a computation elsewhere.
/// A message that is answered at once costs no wait and no allocation; one that is not parks its connection, by
/// <see cref="Next.Wait"/>, and the next message is handled when it has been answered.
/// </summary>
/// <typeparam name="TFraming">Where a message ends.</typeparam>
/// <remarks>
/// There is no token among the arguments: a token exists only once its source does, so each connection would pay for one,
/// even where every message is answered at once. Ask <see cref="IReply.Ended"/> for it at the place that awaits.
/// </remarks>
/// <example>
/// A protocol of lines that looks each up, and gives up when the connection has ended:
/// <code>
/// sealed class Lookup(IStore store) : AsyncMessageProtocol&lt;LineFraming&gt;
/// {
///     protected override async ValueTask&lt;Next&gt; Message(ReadOnlyMemory&lt;byte&gt; message, IReply reply)
///     {
///         byte[] found = await store.Find(message, reply.Ended);
///         LineFraming.Write(reply, found);
///         return Next.Read;
///     }
/// }
/// </code>
/// </example>
public abstract class AsyncMessageProtocol<TFraming> : MessageProtocol<TFraming>
    where TFraming : struct, IFraming
{
    private Task<Next>? _answer;
    private byte[]? _message;

    /// <summary>A protocol of messages.</summary>
    /// <param name="framing">The framing in its first state; the default is the default value.</param>
    protected AsyncMessageProtocol(TFraming framing = default)
        : base(framing)
    {
    }

    /// <summary>A whole message has come.</summary>
    /// <param name="message">The message without its framing: a copy, valid until the returned task ends.</param>
    /// <param name="reply">Where the reply goes; what was written is sent when the returned task has ended.</param>
    /// <returns>What is wanted next, as from <see cref="MessageProtocol{TFraming}.Message(ReadOnlySpan{byte}, IReply)"/>, but
    /// not <see cref="Next.Wait"/>: await that task. A task that fails is a handler fault.</returns>
    protected abstract ValueTask<Next> Message(ReadOnlyMemory<byte> message, IReply reply);

    /// <inheritdoc/>
    protected sealed override Next Message(ReadOnlySpan<byte> message, IReply reply)
    {
        _message = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(_message);
        ValueTask<Next> answer = Message(_message.AsMemory(0, message.Length), reply);
        if (answer.IsCompleted) return Answered(answer.GetAwaiter().GetResult());
        _answer = answer.AsTask();
        return Next.Wait(_answer);
    }

    /// <inheritdoc/>
    protected sealed override Next Waited(IReply reply)
    {
        if (_answer is null) return Next.Read; // a task of Open or End
        Task<Next> answer = _answer;
        _answer = null;
        return Answered(answer.GetAwaiter().GetResult());
    }

    // Only here, where the task has ended, is the buffer given back. One whose connection ends before its task does is left
    // to the collector: given back, it would be somebody else's while the task still reads it.
    private Next Answered(Next next)
    {
        ArrayPool<byte>.Shared.Return(_message!);
        _message = null;
        // What was written is sent between the end of one wait and the start of the next, while that task would be writing.
        if (next.Kind == NextKind.Wait)
            throw new InvalidOperationException("A message was answered Next.Wait: await that task instead.");
        return next;
    }
}
