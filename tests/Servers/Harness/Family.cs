using System.Net;
using System.Net.Sockets;

namespace Sockeye.Tests.Servers;

/// <summary>An address family on which the contract holds.</summary>
public sealed record Family(string Name, Capability Capabilities, Func<EndPoint> FreeEndPoint)
{
    public static readonly Family IPv4 = new("IPv4", Capability.Reset | Capability.Ports, () => new IPEndPoint(IPAddress.Loopback, 0));

    public static readonly Family IPv6 = new("IPv6", Capability.Reset | Capability.Ports, () => new IPEndPoint(IPAddress.IPv6Loopback, 0));

    public static readonly Family Unix = new("Unix", Capability.None, () => new UnixDomainSocketEndPoint(FreePath()));

    /// <summary>Why this machine does not have the family; null where it does.</summary>
    internal string? Missing { get; } = Probe(FreeEndPoint());

    /// <summary>A path for a socket. sun_path holds 107 bytes, so it is kept short.</summary>
    internal static string FreePath() => Path.Combine(Path.GetTempPath(), $"sockeye-{Guid.NewGuid():N}.sock");

    public override string ToString() => Name;

    private static string? Probe(EndPoint endPoint)
    {
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(endPoint);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
        finally
        {
            if (endPoint is UnixDomainSocketEndPoint) File.Delete(endPoint.ToString()!);
        }
    }
}
