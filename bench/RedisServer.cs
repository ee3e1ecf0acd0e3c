using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Bench;

/// <summary>A redis-server of our own on a free port, on core 0, that keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly Process _process;

    internal RedisServer()
    {
        Port = FreePort().ToString(CultureInfo.InvariantCulture);
        string[] command = ["redis-server", "--port", Port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"];
        if (Child.Pins) command = ["taskset", "-c", "0", .. command];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        for (int attempt = 0; !Accepts(); attempt++)
        {
            if (attempt == 100 || _process.HasExited) throw new InvalidOperationException("redis-server does not listen.");
            _process.WaitForExit(50);
        }
        // Its log, so that the pipe never fills.
        _process.BeginOutputReadLine();
    }

    internal string Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private bool Accepts()
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, int.Parse(Port, CultureInfo.InvariantCulture));
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
