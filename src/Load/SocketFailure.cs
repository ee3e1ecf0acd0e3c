using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>What a socket's error means to a client: translated here and nowhere else.</summary>
internal static class SocketFailure
{
    internal static ClientFailure WhileConnecting(SocketException error, bool unix) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new(FailureKind.Refused, "nobody listens there"),
        // The runtime has one error for a path that does not exist (ENOENT) and for a port that cannot be had.
        SocketError.AddressNotAvailable when unix => new(FailureKind.Refused, "the path does not exist"),
        SocketError.AddressNotAvailable => new(FailureKind.LocalPortsExhausted, LocalPorts.Advice),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            new(FailureKind.Unreachable, error.Message),
        // The kernel gave up before we did: its own retries are over.
        SocketError.TimedOut => new(FailureKind.ConnectTimeout, error.Message),
        SocketError.ConnectionReset => new(FailureKind.Reset, "reset while connecting"),
        _ => Local(error),
    };

    internal static ClientFailure WhileConnected(SocketException error) => error.SocketErrorCode switch
    {
        // EPIPE is what a send says after a reset that was already reported, or that overtook it.
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => new(FailureKind.Reset, error.Message),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            new(FailureKind.Unreachable, error.Message),
        SocketError.TimedOut => new(FailureKind.PingTimeout, error.Message),
        _ => Local(error),
    };

    // EMFILE and ENFILE. The kernel's number is no help in telling them apart: the runtime translates both ways through one error.
    private static ClientFailure Local(SocketException error) => error.SocketErrorCode == SocketError.TooManyOpenSockets
        ? new(FailureKind.LocalDescriptorsExhausted, "no descriptor left; raise the limit: ulimit -n")
        : new(FailureKind.Other, $"{error.SocketErrorCode}: {error.Message}");
}
