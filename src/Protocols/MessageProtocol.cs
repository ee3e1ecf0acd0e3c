namespace Sockeye.Protocols;

/// <summary>
/// A protocol that sees whole messages only: derive from it, name a framing, and answer each <see cref="Message"/>. All
/// whole messages that have come are handled in one call, so that their replies leave in one send.
/// </summary>
/// <remarks>Where a message throws, those before it have been answered, and what it wrote itself until then is sent, too: write a
/// reply when nothing can fail any more.</remarks>
/// <typeparam name="TFraming">Where a message ends: <see cref="LineFraming"/>, <see cref="LengthPrefixFraming"/>, or your own.</typeparam>
/// <example>
/// A protocol of lines that answers each with its length:
/// <code>
/// sealed class Lengths : MessageProtocol&lt;LineFraming&gt;
/// {
///     protected override Next Message(ReadOnlySpan&lt;byte&gt; message, IReply reply)
///     {
///         LineFraming.Write(reply, Encoding.ASCII.GetBytes($"{message.Length}"));
///         return Next.Read;
///     }
/// }
/// </code>
/// </example>
public abstract class MessageProtocol<TFraming> : IProtocol
    where TFraming : struct, IFraming
{
    /// <summary>Once this many bytes of reply are unsent, or half of what the server lets one call write, further messages wait
    /// until they have gone: 16 KiB. So a peer that asks for many replies at once, and reads none, is held this and one reply.</summary>
    public const int ReplyBoundBytes = 16 * 1024;

    private TFraming _framing;
    private NextKind _asked;

    /// <summary>A protocol of messages.</summary>
    /// <param name="framing">The framing in its first state; the default is the default value.</param>
    protected MessageProtocol(TFraming framing = default) => _framing = framing;

    /// <inheritdoc/>
    public long Messages { get; private set; }

    /// <inheritdoc/>
    public virtual long? Client => null;

    /// <summary>True while the beginning of a message is unconsumed: at <see cref="End"/>, the peer broke off in the
    /// middle of one.</summary>
    protected bool Unfinished { get; private set; }

    /// <inheritdoc/>
    public virtual void Closed(CloseReason reason) { }

    Next IProtocol.Open(IReply reply) => Asked(Open(reply));

    Next IProtocol.End(IReply reply) => Asked(End(reply));

    Next IProtocol.Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = 0;
        Next next = Asked(_asked switch
        {
            NextKind.More => More(reply),
            NextKind.Wait => Waited(reply),
            _ => Next.Read,
        });

        // By reference: called through a readonly field, a framing would change a copy of itself.
        ref TFraming framing = ref _framing;
        while (next.Kind == NextKind.Read)
        {
            // More, and not Read: with nothing consumed in this call Read would wait for bytes that need not come.
            if (consumed < received.Length && (reply.Unsent >= ReplyBoundBytes || reply.Unsent >= reply.Room)) return Next.More;

            Frame frame = framing.Look(received[consumed..]);
            Unfinished = frame.Kind == FrameKind.Incomplete && consumed < received.Length;
            if (frame.Kind == FrameKind.Incomplete) return frame.AnnouncedBytes > 0 ? Next.ReadMessage(frame.AnnouncedBytes) : Next.Read;
            if (frame.Kind == FrameKind.Broken) return Asked(Broken(frame.Failure!, reply));

            ReadOnlySpan<byte> message = received.Slice(consumed + frame.Start, frame.Length);
            consumed += frame.Consumed;
            Messages++;
            next = Asked(Message(message, reply));
        }

        return next;
    }

    /// <summary>The connection is open; a greeting may be written. The default reads on.</summary>
    /// <param name="reply">Where the greeting goes.</param>
    /// <returns>What is wanted next.</returns>
    protected virtual Next Open(IReply reply) => Next.Read;

    /// <summary>A whole message has come.</summary>
    /// <param name="message">The message without its framing; valid for this call only.</param>
    /// <param name="reply">Where the reply goes.</param>
    /// <returns>What is wanted next. <see cref="Next.Read"/> is the next message, which may have come already; before
    /// anything else is continued, no further message is handled.</returns>
    protected abstract Next Message(ReadOnlySpan<byte> message, IReply reply);

    /// <summary>Continues a <see cref="Next.More"/>: what was written before has been sent. Override it where one is ever
    /// answered; the default reads on.</summary>
    /// <param name="reply">Where the next piece goes.</param>
    /// <returns>What is wanted next.</returns>
    protected virtual Next More(IReply reply) => Next.Read;

    /// <summary>Continues a <see cref="Next.Wait"/>: the task has ended, and what it wrote has been sent. The default reads
    /// on.</summary>
    /// <param name="reply">Where the reply goes.</param>
    /// <returns>What is wanted next.</returns>
    protected virtual Next Waited(IReply reply) => Next.Read;

    /// <summary>The peer broke the framing. The default fails without a word; override it to tell the peer, and fail then.</summary>
    /// <param name="failure">What was wrong.</param>
    /// <param name="reply">Where a last reply goes.</param>
    /// <returns>What is wanted next: <see cref="Next.Fail"/> or <see cref="Next.Close"/>.</returns>
    protected virtual Next Broken(string failure, IReply reply) => Next.Fail(failure);

    /// <summary>The peer has finished sending; every whole message has been handled, the beginning of another is dropped.
    /// The default closes.</summary>
    /// <param name="reply">Where a last reply goes.</param>
    /// <returns>What is wanted next.</returns>
    protected virtual Next End(IReply reply) => Next.Close;

    private Next Asked(Next next)
    {
        _asked = next.Kind;
        return next;
    }
}
