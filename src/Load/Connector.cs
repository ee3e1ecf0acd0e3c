using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>How a worker's clients come to their connections, the first one and, where the plan wants that, the next.</summary>
internal sealed class Connector(LoadRun run, ClientPlan plan, ITransport transport, WorkerRecord record, DueQueue due, Deadlines deadlines)
{
    private const long UnixRetry = 5_000_000;

    private readonly bool _isUnix = plan.EndPoint.AddressFamily == AddressFamily.Unix;

    /// <summary>Begins to connect a client.</summary>
    /// <returns>The outcome, to be told to <see cref="End"/>; null where it is not known yet.</returns>
    internal SocketError? Begin(int slot, Client client)
    {
        long now = Clock.Now;
        if (client.Started == 0) client.Started = now;
        if (client.ConnectingSince == 0)
        {
            client.ConnectingSince = now;
            record.Connecting++;
        }
        deadlines.Connecting(slot, now);
        SocketError error = transport.Connect(slot);
        if (error == SocketError.WouldBlock)
        {
            // unix(7): with a full backlog a non-blocking connect fails at once (EAGAIN), where TCP's kernel would try again
            // by itself. A socket that failed to connect is not used again.
            client.State = ClientState.Waiting;
            due.Add(slot, now + UnixRetry);
            return null;
        }
        client.State = ClientState.Connecting;
        return error == SocketError.InProgress ? null : error;
    }

    /// <summary>It is connected, or could not be.</summary>
    /// <returns>Why the client ends by it; null where it is connected.</returns>
    internal ClientFailure? End(int slot, Client client, SocketError error, long now)
    {
        if (error != SocketError.Success) return SocketFailure.WhileConnecting(error, _isUnix);
        if (transport.IsConnectedToItself(slot)) return SocketFailure.SelfConnect;
        bool first = client.Connected == 0;
        long took = deadlines.Connected(slot, now);
        record.Connect.Record(took);
        record.Connecting--;
        client.BeginConnection(now);
        if (!first) return null;
        record.ConnectedClients++;
        run.Log.Connected(client.Number, took);
        run.Start.ClientIsReady();
        return null;
    }
}
