using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>What a <see cref="SocketError"/> means to a server: each meaning stands here once.</summary>
internal static class SocketErrors
{
    internal static bool WouldBlock(SocketError error) => error is SocketError.WouldBlock or SocketError.IOPending;

    /// <summary>Why a connection ends when a receive or send on it fails.</summary>
    internal static CloseReason Reason(SocketError error) => error switch
    {
        // EBADF, EFAULT, ENOTSOCK, ENOBUFS and the like: ours. The generic error is ENOMEM or EPROTO.
        SocketError.OperationAborted or SocketError.Fault or SocketError.InvalidArgument or SocketError.NotSocket
            or SocketError.NoBufferSpaceAvailable or SocketError.SocketError => CloseReason.ServerFault,
        _ => CloseReason.PeerAborted,
    };

    /// <summary>Whose fault a failed accept is (accept(2)).</summary>
    internal static AcceptTier Tier(SocketError error) => error switch
    {
        // EBADF, EINVAL, ENOTSOCK: the listener itself is gone. EBADF is OperationAborted here.
        SocketError.OperationAborted or SocketError.InvalidArgument or SocketError.NotSocket => AcceptTier.Broken,

        // The connection was given up before it was taken, or the network failed it; EPERM is a firewall's.
        SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NetworkDown or SocketError.NetworkUnreachable
            or SocketError.HostDown or SocketError.HostUnreachable or SocketError.OperationNotSupported or SocketError.ProtocolOption
            or SocketError.AccessDenied or SocketError.Interrupted or SocketError.WouldBlock or SocketError.TimedOut => AcceptTier.Peer,

        // EMFILE, ENFILE, ENOBUFS; ENOMEM and EPROTO come as the generic error and cannot be told apart. A pause is harmless,
        // a spin or a stop is not.
        _ => AcceptTier.Shortage,
    };
}
