using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>What a socket's error means to a client: translated here and nowhere else.</summary>
internal static class SocketFailure
{
    internal static readonly ClientFailure SelfConnect =
        new(FailureKind.SelfConnect, "the local port is the one asked for: nobody listens there");

    internal static ClientFailure WhileConnecting(SocketError error, bool unix) => error switch
    {
        SocketError.ConnectionRefused => new(FailureKind.Refused, "nobody listens there"),
        // One error for a path that does not exist (ENOENT) and for a port that cannot be had.
        SocketError.AddressNotAvailable when unix => new(FailureKind.Refused, "the path does not exist"),
        SocketError.AddressNotAvailable => new(FailureKind.LocalPortsExhausted, LocalPorts.Advice),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            new(FailureKind.Unreachable, Text(error)),
        // The kernel gave up before we did: its own retries are over.
        SocketError.TimedOut => new(FailureKind.ConnectTimeout, Text(error)),
        SocketError.ConnectionReset => new(FailureKind.Reset, "reset while connecting"),
        _ => Local(error),
    };

    internal static ClientFailure WhileConnected(SocketError error) => error switch
    {
        // EPIPE is what a send says after a reset that was already reported, or that overtook it.
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => new(FailureKind.Reset, Text(error)),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            new(FailureKind.Unreachable, Text(error)),
        SocketError.TimedOut => new(FailureKind.PingTimeout, Text(error)),
        _ => Local(error),
    };

    // EMFILE and ENFILE. The kernel's number is no help in telling them apart: the runtime translates both ways through one error.
    private static ClientFailure Local(SocketError error) => error == SocketError.TooManyOpenSockets
        ? new(FailureKind.LocalDescriptorsExhausted, "no descriptor left; raise the limit: ulimit -n")
        : new(FailureKind.Other, $"{error}: {Text(error)}");

    private static string Text(SocketError error) => new SocketException((int)error).Message;
}
