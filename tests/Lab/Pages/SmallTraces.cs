using Sockeye.Lab;
using Sockeye.Protocols;

namespace Sockeye.Tests.Lab.Pages;

/// <summary>Traces that are made by hand, small enough to be checked by eye: microseconds in, and a server beside its clients.</summary>
internal sealed class SmallTraces
{
    private readonly List<TraceEvent> _events = [];
    private readonly string _model;

    private SmallTraces(string model) => _model = model;

    /// <summary>Three clients of two pings, served one after another; each is served for 100 µs a ping.</summary>
    internal static Trace Sequential()
    {
        SmallTraces trace = new("sequential");
        for (int client = 0; client < 3; client++)
        {
            int start = 100 + 400 * client;
            trace.Connect(client, 10 * client);
            trace.Start(client, start, worker: 0);
            trace.Exchange(client, start + 50, worker: 0, ping: 0);
            trace.Exchange(client, start + 200, worker: 0, ping: 1);
            trace.Leave(client, start + 380);
        }
        return trace.Whole();
    }

    /// <summary>Three clients of two pings, two workers; the handler sleeps for client 1, client 2 fails in the queue.</summary>
    internal static Trace Threads()
    {
        SmallTraces trace = new("threads");
        for (int client = 0; client < 3; client++) trace.Connect(client, 10 * client);
        for (int client = 0; client < 2; client++)
        {
            trace.Start(client, 100 + 10 * client, worker: client);
            trace.Exchange(client, 150 + 10 * client, worker: client, ping: 0, sleep: client == 1 ? 600 : 0);
            trace.Exchange(client, 300 + 700 * client, worker: client, ping: 1);
            trace.Leave(client, 450 + 750 * client);
        }
        trace.Add(900, TraceKind.Failed, new(0, 0) { Client = 2, Worker = 0, Reason = 0 });
        return trace.Whole();
    }

    private void Connect(int client, int at)
    {
        Add(at, TraceKind.Connect, new(0, 0) { Client = client, Worker = 0 });
        Add(at + 30, TraceKind.Connected, new(0, 0) { Client = client, Worker = 0, Number = 50_000 + client });
        Add(at + 31, TraceKind.Sent, new(0, 0) { Client = client, Worker = 0 });
    }

    private void Start(int client, int at, int worker)
    {
        Add(at, TraceKind.Accepted, new(0, 0) { Connection = client, Number = 50_000 + client });
        Add(at + 10, TraceKind.Started, new(0, 0) { Connection = client, Worker = worker });
    }

    private void Exchange(int client, int at, int worker, int ping, int sleep = 0)
    {
        if (ping > 0) Add(at - 20, TraceKind.Sent, new(0, 0) { Client = client, Worker = 0, Number = ping });
        Add(at, TraceKind.MessageBegin, new(0, 0) { Connection = client, Worker = worker, Number = 9 });
        if (sleep > 0)
        {
            Add(at + 20, TraceKind.Sleeping, new(0, 0) { Connection = client, Worker = worker });
            Add(at + 20 + sleep, TraceKind.Resumed, new(0, 0) { Connection = client, Worker = worker });
        }
        Add(at + sleep + 100, TraceKind.MessageEnd, new(0, 0) { Connection = client, Worker = worker, Number = ping + 1, Client = client });
        Add(at + sleep + 120, TraceKind.Pong, new(0, 0) { Client = client, Worker = 0, Number = ping });
    }

    private void Leave(int client, int at)
    {
        Add(at, TraceKind.Left, new(0, 0) { Client = client, Worker = 0 });
        Add(at + 5, TraceKind.Closed, new(0, 0) { Connection = client, Worker = 0, Reason = (int)CloseReason.PeerClosed });
    }

    private void Add(int microseconds, TraceKind kind, TraceEvent particulars) =>
        _events.Add(particulars with { Time = 5_000_000 + microseconds * 1_000L, Kind = kind });

    private Trace Whole()
    {
        TraceHeader server = new() { StartNs = 0, Clock = "fixed", Model = _model };
        TraceHeader clients = new() { StartNs = 0, Clock = "fixed", Plan = System.Text.Json.JsonDocument.Parse("{}").RootElement };
        return new([server, clients], [.. _events.OrderBy(happened => happened.Time)], 0);
    }
}
