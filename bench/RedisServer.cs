using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Bench;

/// <summary>A redis-server of our own on a free port, on core 0, that keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly Child _process;

    internal RedisServer()
    {
        int port = FreePort();
        Port = port.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["--port", Port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--logfile", "/dev/null"];
        _process = new(core: 0, new Launch("redis-server", arguments));
        if (!SpinWait.SpinUntil(() => Accepts(port), TimeSpan.FromSeconds(10)))
            throw new InvalidOperationException("redis-server does not listen.");
    }

    internal string Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static bool Accepts(int port)
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
