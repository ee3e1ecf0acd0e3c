namespace Sockeye.Protocols;

/// <summary>
/// A conversation with one peer: bytes in, bytes out, and what is wanted next. One object a connection; it never sees
/// a socket, a thread or a buffer pool, so that it runs unchanged on every server model.
/// </summary>
/// <remarks>
/// <para>
/// The order of calls is <see cref="Open"/> once, <see cref="Received"/> any number of times, <see cref="End"/> at most
/// once, <see cref="Closed"/> once and last. One thread at a time calls; the same thread each time is not promised.
/// </para>
/// <para>
/// It is not called while any of its reply is unsent: what one call writes is all that is ever held for a peer that
/// does not read. An exception in <see cref="Open"/>, <see cref="Received"/> or <see cref="End"/> closes this connection
/// alone (<see cref="CloseReason.HandlerFault"/>), once what was written before it has been sent: how many messages one
/// call handles depends on how their bytes arrived, and so must not decide which of them are answered.
/// </para>
/// </remarks>
/// <example>
/// A protocol that counts the bytes it is sent, and says how many they were when the peer has finished:
/// <code>
/// sealed class Count : IProtocol
/// {
///     private long _bytes;
///
///     public Next Received(ReadOnlySpan&lt;byte&gt; received, IReply reply, out int consumed)
///     {
///         _bytes += consumed = received.Length;
///         return Next.Read;
///     }
///
///     public Next End(IReply reply)
///     {
///         reply.Write(Encoding.ASCII.GetBytes($"{_bytes}\n"));
///         return Next.Close;
///     }
/// }
/// </code>
/// </example>
public interface IProtocol
{
    /// <summary>The connection is open; a greeting may be written. The default reads on.</summary>
    /// <param name="reply">Where the greeting goes.</param>
    /// <returns>What is wanted next.</returns>
    Next Open(IReply reply) => Next.Read;

    /// <summary>
    /// Bytes have arrived, or a <see cref="Next.More"/> or <see cref="Next.Wait"/> is to be continued. TCP is a stream: a
    /// message may come in any number of pieces, and several in one.
    /// </summary>
    /// <param name="received">
    /// All bytes not yet consumed, in one piece, valid for this call only. Empty where a <see cref="Next.More"/> or
    /// <see cref="Next.Wait"/> is continued and nothing is left.
    /// </param>
    /// <param name="reply">Where the reply goes; it is sent, in order, after the call has returned.</param>
    /// <param name="consumed">
    /// How many bytes, from the start, are done with. 0 waits for more bytes. While something was consumed and bytes are
    /// left, the call is repeated as soon as the reply has gone. More than was offered is a handler fault.
    /// </param>
    /// <returns>What is wanted next.</returns>
    Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed);

    /// <summary>
    /// The peer has finished sending (a half-close: it may still read). Whatever is written goes out, then FIN. The
    /// default closes. <see cref="Next.Read"/> closes, too: there is nothing left to read. After a
    /// <see cref="Next.More"/> or <see cref="Next.Wait"/> from here, <see cref="Received"/> is called to continue it.
    /// </summary>
    /// <param name="reply">Where a last reply goes.</param>
    /// <returns>What is wanted next.</returns>
    Next End(IReply reply) => Next.Close;

    /// <summary>
    /// The connection has ended: called exactly once, last, also where <see cref="Open"/> failed. No operation of the
    /// connection is in flight any more.
    /// </summary>
    /// <param name="reason">Why it ended: the first cause.</param>
    void Closed(CloseReason reason) { }

    /// <summary>How many whole messages have been handled so far, for observers; 0 where there are none to count.</summary>
    long Messages => 0;

    /// <summary>The number by which the peer calls itself in its messages, for observers and for work on the server;
    /// null where it does not, or has not yet.</summary>
    long? Client => null;
}
