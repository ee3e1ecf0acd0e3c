using System.Net;
using Sockeye.Lab;
using Sockeye.Protocols;
using Sockeye.Servers;

namespace Sockeye.Bench;

/// <summary>A server of ours, as it ships and with its default limits, in a process of its own.</summary>
internal static class ModelServer
{
    /// <param name="model">Its model.</param>
    /// <param name="threads">Its threads or reactors.</param>
    /// <param name="trace">The file that it records its trace to; null for none.</param>
    internal static int Serve(string model, int threads, string? trace = null)
    {
        using TraceRecorder? recorder =
            trace is null ? null : TraceRecorder.Start(File.Create(trace, bufferSize: 0), TraceHeader.Now(model, null));
        ServerOptions options = new()
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Threads = threads,
            Observer = ServerTracer.Beside(null, recorder),
        };
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
