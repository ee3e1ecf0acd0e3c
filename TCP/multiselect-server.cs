#!/usr/bin/env dotnet
#:project ../src/Servers
#:package System.CommandLine@3.0.0

// The lesson's multiselect-server.py: one thread, every client in turn. A handler that sleeps would stall them all.
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;

Option<string> host = new("--host") { Description = "Address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
Option<ushort> port = new("--port") { Description = "Port to listen on", DefaultValueFactory = _ => 8000 };
host.Validators.Add(result => { if (!IPAddress.TryParse(result.GetValue(host), out _)) result.AddError("--host: not an address"); });

RootCommand command = new("Serves all clients in turn, on one thread") { host, port };
command.SetAction(parsed =>
{
    IPEndPoint address = new(IPAddress.Parse(parsed.GetRequiredValue(host)), parsed.GetValue(port));
    try
    {
        using SelectServer server = new(() => new PingPong(), new ServerOptions { EndPoint = address, Observer = new ConnectionLines() });
        Console.WriteLine($"Listening on {server.EndPoint}");
        server.Run(CancellationToken.None);
        return 0;
    }
    catch (SocketException refused)
    {
        Console.Error.WriteLine($"Cannot listen on {address}: {refused.Message}");
        return 4;
    }
});
return command.Parse(args).Invoke();

class ConnectionLines : ServerObserver
{
    public override void Started(long connection, int worker) => Console.WriteLine($"Client #{connection} connected");

    public override void Closed(in ClosedConnection closed) => Console.WriteLine($"Client #{closed.Connection} left after {closed.Messages} pings");
}
