using System.Text.Json;
using Sockeye.Lab;

namespace Sockeye.Tests.Pages;

/// <summary>Traces of servers that never ran: each client has its next ping sent 20 µs after a pong, a ping is served in 60 µs, and who
/// serves whom is the model's.</summary>
internal static class MadeTrace
{
    private const int ServeMicroseconds = 60;
    private const int ThinkMicroseconds = 20;

    /// <summary>Makes one.</summary>
    /// <param name="model">The model's name: <c>sequential</c> serves conversations, the others pings.</param>
    /// <param name="workers">Its threads.</param>
    /// <param name="clients">Its clients.</param>
    /// <param name="pings">Pings of each.</param>
    /// <param name="asleep">For how long the first ping of client 1 is slept over, in microseconds.</param>
    internal static Trace Of(string model, int workers, int clients, int pings, int asleep = 0)
    {
        Clients made = new(clients, pings, asleep);
        long[] free = new long[workers];
        bool isWhole = model is "sequential" or "threads";
        PriorityQueue<int, (long, int)> asking = new();
        for (int client = 0; client < clients; client++) asking.Enqueue(client, (made.Connect(client), client));
        while (asking.TryDequeue(out int client, out (long Asked, int) turn))
        {
            int worker = Array.IndexOf(free, free.Min());
            long at = Math.Max(turn.Asked, free[worker]);
            do at = made.Serve(client, worker, at);
            while (isWhole && made.HasMore(client));
            free[worker] = at;
            if (made.HasMore(client)) asking.Enqueue(client, (at + ThinkMicroseconds, client));
        }
        return made.Whole(model);
    }

    private sealed class Clients(int clients, int pings, int asleep)
    {
        private readonly List<TraceEvent> _events = [];
        private readonly int[] _done = new int[clients];

        internal bool HasMore(int client) => _done[client] < pings;

        internal long Connect(int client)
        {
            Add(client, TraceKind.Connect, new(0, 0) { Client = client, Worker = 0 });
            Add(client + 30, TraceKind.Connected, new(0, 0) { Client = client, Worker = 0, Number = 40_000 + client });
            Add(client + 35, TraceKind.Sent, new(0, 0) { Client = client, Worker = 0 });
            return client + 40;
        }

        internal long Serve(int client, int worker, long at)
        {
            int ping = _done[client]++;
            if (ping == 0)
            {
                Add(at, TraceKind.Accepted, new(0, 0) { Connection = client, Number = 40_000 + client });
                Add(at, TraceKind.Started, new(0, 0) { Connection = client, Worker = worker });
            }
            Add(at, TraceKind.MessageBegin, new(0, 0) { Connection = client, Worker = worker, Number = 10 });
            int slept = client == 1 && ping == 0 ? asleep : 0;
            if (slept > 0)
            {
                Add(at + 5, TraceKind.Sleeping, new(0, 0) { Connection = client, Worker = worker });
                Add(at + 5 + slept, TraceKind.Resumed, new(0, 0) { Connection = client, Worker = worker });
            }
            long end = at + ServeMicroseconds + slept;
            Add(end, TraceKind.MessageEnd, new(0, 0) { Connection = client, Worker = worker, Number = ping + 1, Client = client });
            Add(end + 5, TraceKind.Pong, new(0, 0) { Client = client, Worker = 0, Number = ping });
            if (HasMore(client)) Add(end + ThinkMicroseconds, TraceKind.Sent, new(0, 0) { Client = client, Worker = 0, Number = ping + 1 });
            else Add(end + 10, TraceKind.Left, new(0, 0) { Client = client, Worker = 0 });
            return end + ThinkMicroseconds + 10;
        }

        internal Trace Whole(string model) => new(
            [
                new() { StartNs = 0, Clock = "made", Model = model },
                new() { StartNs = 0, Clock = "made", Plan = JsonDocument.Parse("{}").RootElement },
            ],
            [.. _events.OrderBy(happened => happened.Time)], 0);

        private void Add(long microseconds, TraceKind kind, TraceEvent particulars) =>
            _events.Add(particulars with { Time = 1_000_000_000 + microseconds * 1_000, Kind = kind });
    }
}
