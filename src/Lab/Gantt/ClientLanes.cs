namespace Sockeye.Lab;

/// <summary>Gives each event to the client whose it is.</summary>
internal static class ClientLanes
{
    internal static ClientLane[] Of(Trace trace, long start)
    {
        TraceSides sides = new(trace.HasClients, trace.Model is not null);
        Dictionary<long, int> clients = ClientsOfConnections(trace);
        SortedDictionary<int, ClientLane> lanes = [];
        foreach (TraceEvent happened in trace.Events)
        {
            int client = happened.Connection >= 0 ? clients.GetValueOrDefault(happened.Connection, TraceEvent.None) : happened.Client;
            // Whose it is cannot be told: a connection that was rejected, or is another's.
            if (client < 0) continue;
            if (!lanes.TryGetValue(client, out ClientLane? lane)) lanes.Add(client, lane = new(client, sides));
            lane.Happened(happened, happened.Time - start);
        }
        return [.. lanes.Values];
    }

    // The server knows a connection by its peer's port, and so does the client; the same port may come again, in the same order.
    // Without ports, as on a Unix socket, it is the number by which the client calls itself. A server alone numbers its connections.
    private static Dictionary<long, int> ClientsOfConnections(Trace trace)
    {
        Dictionary<long, Queue<int>> byPort = [];
        Dictionary<long, int> clients = [];
        foreach (TraceEvent happened in trace.Events)
        {
            if (happened is not { Kind: TraceKind.Connected, Number: > 0 }) continue;
            if (!byPort.TryGetValue(happened.Number, out Queue<int>? queue)) byPort.Add(happened.Number, queue = []);
            queue.Enqueue(happened.Client);
        }
        foreach (TraceEvent happened in trace.Events.Where(happened => happened.Connection >= 0))
        {
            if (!trace.HasClients)
                clients.TryAdd(happened.Connection, (int)happened.Connection);
            else if (Dialled(happened, byPort) is { } client)
                clients[happened.Connection] = client;
            else if (byPort.Count == 0 && happened.Client >= 0)
                clients.TryAdd(happened.Connection, happened.Client);
        }
        return clients;
    }

    private static int? Dialled(in TraceEvent happened, Dictionary<long, Queue<int>> byPort) =>
        happened.Kind == TraceKind.Accepted
        && byPort.TryGetValue(happened.Number, out Queue<int>? queue) && queue.TryDequeue(out int client)
            ? client
            : null;
}
