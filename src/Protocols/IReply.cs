using System.Buffers;

namespace Sockeye.Protocols;

/// <summary>
/// What a protocol writes its replies to; owned by the connection. What is written in one call is sent after the call
/// has returned. Used by one thread at a time: by the protocol in a call, or by the task it waits for.
/// </summary>
public interface IReply : IBufferWriter<byte>
{
    /// <summary>Bytes written and not yet sent. A protocol that answers many messages in one call returns when this
    /// has grown large, and is called again once they are sent.</summary>
    int Unsent { get; }

    /// <summary>How many more bytes this call may write; one more is a handler fault. A protocol that streams fits its pieces to
    /// it, and one that answers many messages in one call returns in time.</summary>
    int Room { get; }

    /// <summary>
    /// Cancelled when the connection ends; for the task of a <see cref="Next.Wait"/>. Created when first asked for, so
    /// that a protocol which never waits does not pay for it.
    /// </summary>
    CancellationToken Ended { get; }
}
