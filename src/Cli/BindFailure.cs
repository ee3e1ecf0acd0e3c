using System.Net;
using System.Net.Sockets;

namespace Sockeye.Cli;

/// <summary>Why an address cannot be listened on, and the command that cures it or says more.</summary>
internal static class BindFailure
{
    internal static CommandFailure Of(EndPoint address, SocketException refused) =>
        new(ExitCodes.CannotStart, $"cannot listen on {address}: {Reason(address, refused)}", refused);

    private static string Reason(EndPoint address, SocketException refused) => (refused.SocketErrorCode, address) switch
    {
        (SocketError.AddressAlreadyInUse, IPEndPoint ip) =>
            $"the port is in use; `ss -ltnp 'sport = :{ip.Port}'` says by whom, and --port 0 takes a free one",
        (SocketError.AddressAlreadyInUse, _) =>
            "the file exists, and a server listens there or it is no socket; `ss -lxp` says which",
        (SocketError.AccessDenied, IPEndPoint { Port: < 1024 }) =>
            "ports below 1024 are privileged; take a higher one, or lower net.ipv4.ip_unprivileged_port_start",
        (SocketError.AddressNotAvailable, IPEndPoint) =>
            "it is not an address of this machine; `ip address` lists those that are",
        (SocketError.AddressNotAvailable, _) => "its directory does not exist; make it first",
        _ => refused.Message,
    };
}
