using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Cli;

/// <summary>Where to listen or to connect, out of <c>--host --port</c> or <c>--unix</c>.</summary>
internal static class Address
{
    // unix(7): sun_path has 108 bytes, one of them for the terminating null.
    private const int LongestUnixPath = 107;

    /// <summary>The address of a Unix socket.</summary>
    /// <exception cref="CommandFailure">The path is empty or too long (usage).</exception>
    internal static EndPoint OfUnix(string path)
    {
        int bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes is > 0 and <= LongestUnixPath) return new UnixDomainSocketEndPoint(path);
        throw new CommandFailure(
            ExitCodes.Usage,
            $"--unix: the path has {bytes} bytes, and a Unix socket's has 1 to {LongestUnixPath}; use a shorter or a relative one");
    }

    /// <summary>The address of a host, resolved where it is a name; IPv4 is preferred, as the lesson's programs speak it.</summary>
    /// <exception cref="CommandFailure">It is no name (usage), or it does not resolve (cannot start).</exception>
    internal static EndPoint OfHost(string host, int port)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return new IPEndPoint(address, port);
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
            throw new CommandFailure(ExitCodes.Usage, $"--host: «{Escaped.Text(host)}» is neither a host name nor an address");
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host);
            return new IPEndPoint(Array.Find(addresses, found => found.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], port);
        }
        catch (SocketException unresolved)
        {
            throw new CommandFailure(
                ExitCodes.CannotStart,
                $"--host: «{Escaped.Text(host)}» does not resolve ({unresolved.Message}); `getent hosts {host}` asks the system",
                unresolved);
        }
    }
}
