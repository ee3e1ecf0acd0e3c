using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>A server that takes part in a comparison.</summary>
/// <param name="Name">Its name in every table.</param>
/// <param name="Summary">What it is: of a model of ours its summary, otherwise the command.</param>
/// <param name="Launch">How it is started, each time anew.</param>
public sealed record Contender(string Name, string Summary, Func<ServerSetup, ServerLaunch> Launch)
{
    /// <summary>What stands for the port in a command.</summary>
    public const string PortPlace = "{port}";

    /// <summary>The model of ours that it is, and then it can be set up; null for a server of somebody else's.</summary>
    public ServerModel? Model { get; init; }

    /// <summary>Whether it is a model of ours.</summary>
    public bool IsOurs => Model is not null;

    /// <summary>A server of any kind, by its command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="command">A command of the shell that becomes the server; <see cref="PortPlace"/> stands for the port of
    /// 127.0.0.1 to listen on.</param>
    /// <returns>The contender.</returns>
    public static Contender External(string name, string command) => new(name, command, _ =>
    {
        int port = FreePort();
        string line = command.Replace(PortPlace, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        // The shell makes place for the server, so that its id is the server's, and not its parent's.
        return OperatingSystem.IsWindows()
            ? new("cmd", ["/c", line]) { Port = port }
            : new("/bin/sh", ["-c", $"exec {line}"]) { Port = port };
    });

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
