#!/usr/bin/env dotnet
#:project ../src/Load
#:package System.CommandLine@3.0.0

// The lesson's client.py: clients in parallel, each on a connection of its own; each sends ten pings.
using System.CommandLine;
using System.Net;
using Sockeye.Load;

Option<string> host = new("--host") { Description = "Address of the server", DefaultValueFactory = _ => "127.0.0.1" };
Option<ushort> port = new("--port") { Description = "Port of the server", DefaultValueFactory = _ => 8000 };
Option<ushort> clients = new("--num-clients") { Description = "Clients in parallel", DefaultValueFactory = _ => 1 };

RootCommand command = new("Starts clients in parallel; each sends ten pings") { host, port, clients };
command.SetAction(async (parsed, stop) =>
{
    try
    {
        IPEndPoint server = new(IPAddress.Parse(parsed.GetRequiredValue(host)), parsed.GetValue(port));
        // A pause between pings: without one a client's ten pings are over before the next client has begun.
        TimeSpan pause = TimeSpan.FromMilliseconds(10);
        ClientPlan plan = new() { EndPoint = server, Clients = parsed.GetValue(clients), DelayBetween = pause };
        LoadResult result = await LoadGenerator.Run(plan, new PongLines(), stop);
        Console.WriteLine($"order of pongs: {Order.Text(result.Order)}");
        return result.Failures.Count == 0 ? 0 : 1;
    }
    catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or FormatException)
    {
        Console.Error.WriteLine($"Cannot start the clients: {refused.Message}");
        return 4;
    }
});
return await command.Parse(args).InvokeAsync();

class PongLines : ClientObserver
{
    public override void Ponged(in Pong pong) => Console.WriteLine($"Client #{pong.Client}: pong {pong.Sequence}/{pong.Pings}");

    public override void Failed(int client, ClientFailure failure) =>
        Console.Error.WriteLine($"Client #{client}: {failure.Kind.Name()} ({failure.Detail})");
}
