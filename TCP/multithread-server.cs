#!/usr/bin/env dotnet
#:project ../src/Servers
#:package System.CommandLine@3.0.0

// The lesson's multithread-server.py: a thread per client, out of a pool with a maximum. Clients beyond it wait in a queue.
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;

Option<string> host = new("--host") { Description = "Address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
Option<ushort> port = new("--port") { Description = "Port to listen on", DefaultValueFactory = _ => 8000 };
Option<ushort> threads = new("--threads") { Description = "Threads, and so clients at once", DefaultValueFactory = _ => 8 };

RootCommand command = new("Serves each client on a thread of a pool") { host, port, threads };
command.SetAction(parsed =>
{
    try
    {
        IPEndPoint address = new(IPAddress.Parse(parsed.GetRequiredValue(host)), parsed.GetValue(port));
        ServerOptions options = new() { EndPoint = address, Threads = parsed.GetValue(threads), Observer = new ConnectionLines() };
        using ThreadsServer server = new(() => new PingPong(), options);
        Console.WriteLine($"Listening on {server.EndPoint}");
        server.Run(CancellationToken.None);
        return 0;
    }
    catch (Exception refused) when (refused is SocketException or ArgumentException or FormatException)
    {
        Console.Error.WriteLine($"Cannot listen there: {refused.Message}");
        return 4;
    }
});
return command.Parse(args).Invoke();

class ConnectionLines : ServerObserver
{
    public override void Queued(long connection, int length) => Console.WriteLine($"Client #{connection} waits for a thread");

    public override void Started(long connection, int worker) => Console.WriteLine($"Client #{connection} connected (thread {worker})");

    public override void Closed(in ClosedConnection closed) =>
        Console.WriteLine($"Client #{closed.Connection} left after {closed.Messages} pings");
}
