using Sockeye.Protocols;

namespace Sockeye.Cli;

/// <summary>A close reason in the words that the documentation uses.</summary>
internal static class CloseReasonText
{
    internal static string Of(CloseReason reason) => reason switch
    {
        CloseReason.PeerClosed => "peer closed",
        CloseReason.PeerAborted => "peer aborted",
        CloseReason.ProtocolClosed => "protocol closed",
        CloseReason.ProtocolError => "protocol error",
        CloseReason.HandlerFault => "handler fault",
        CloseReason.MessageTooLarge => "message too large",
        CloseReason.IdleTimeout => "idle timeout",
        CloseReason.MessageTimeout => "message timeout",
        CloseReason.SendTimeout => "send timeout",
        CloseReason.Drained => "drained",
        CloseReason.DrainDeadline => "drain deadline",
        CloseReason.ServerFault => "server fault",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A close reason without words."),
    };
}
