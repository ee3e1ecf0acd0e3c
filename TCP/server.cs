#!/usr/bin/env dotnet
#:project ../src/Servers
#:package System.CommandLine@3.0.0

// The lesson's server.py: one client at a time. The next one's connect message appears when the previous one has left.
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;

Option<string> host = new("--host") { Description = "Address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
Option<ushort> port = new("--port") { Description = "Port to listen on", DefaultValueFactory = _ => 8000 };

RootCommand command = new("Serves one client at a time") { host, port };
command.SetAction(parsed =>
{
    try
    {
        IPEndPoint address = new(IPAddress.Parse(parsed.GetRequiredValue(host)), parsed.GetValue(port));
        ServerOptions options = new() { EndPoint = address, Observer = new ConnectionLines() };
        using SequentialServer server = new(() => new PingPong(), options);
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
    public override void Started(long connection, int worker) => Console.WriteLine($"Client #{connection} connected");

    public override void Closed(in ClosedConnection closed) =>
        Console.WriteLine($"Client #{closed.Connection} left after {closed.Messages} pings");
}
