using System.Net;
using Sockeye.Protocols;
using Sockeye.Servers;

namespace Sockeye.Bench;

/// <summary>A server of ours, as it ships and with its default limits, in a process of its own.</summary>
internal static class ModelServer
{
    internal static int Serve(string model, int threads)
    {
        ServerOptions options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Threads = threads };
        using IServer server = ServerCatalog.Find(model)!.Create(() => new PingPong(), options);
        using CancellationTokenSource stop = new();
        Thread thread = new(() => server.Run(stop.Token));
        thread.Start();
        Child.SayPort(server.EndPoint);
        Child.AwaitEnd();
        stop.Cancel();
        thread.Join();
        return 0;
    }
}
