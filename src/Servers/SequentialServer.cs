// One client at a time: accept, converse until it has left, accept the next. One thread, and nothing to share.
// It breaks when a client is slow or silent: all others wait in the backlog until it has left. docs/models/sequential.md
using System.Net;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A server that serves one client at a time, on the thread that runs it.</summary>
public sealed class SequentialServer : IServer
{
    private readonly ServerOptions _options;
    private readonly Ledger _ledger;
    private readonly Listener _listener;
    private bool _ran;

    /// <summary>Binds and listens.</summary>
    /// <param name="protocol">Makes the protocol of each connection.</param>
    /// <param name="options">Where to listen, and every limit.</param>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot listen there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SequentialServer(Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _ledger = new Ledger(options);
        _listener = new Listener(protocol, options, _ledger, SocketMode.Blocks);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _listener.EndPoint;

    /// <inheritdoc/>
    public int MaxConnections => _ledger.MaxConnections;

    /// <inheritdoc/>
    public ServerStatus Status => _ledger.Status();

    /// <inheritdoc/>
    public ServerSummary Run(CancellationToken stop, CancellationToken abort = default)
    {
        if (Interlocked.Exchange(ref _ran, true)) throw new InvalidOperationException("It ran before: a server runs once.");
        byte[] buffer = new byte[_options.ReceiveBufferBytes];
        using Wakeup wakeup = new();
        using Drain drain = new(_options, wakeup, stop, abort);
        using Acceptor acceptor = new(_listener, wakeup, drain);
        using (_listener)
        {
            while (acceptor.Next(out SocketConnection? connection)) Serve(connection, buffer, worker: 0, drain);
        }
        _ledger.AwaitTasks();
        return _ledger.Summary();
    }

    /// <summary>Serves one client from its first byte to its last, however long that takes.</summary>
    internal static void Serve(SocketConnection connection, byte[] buffer, int worker, Drain drain)
    {
        drain.Enter(connection);
        try
        {
            Converse(connection, buffer, worker, drain);
        }
        catch (Exception exception)
        {
            connection.Connection.Fault(exception);
        }
        finally
        {
            drain.Leave(connection);
            connection.Close();
        }
    }

    private static void Converse(SocketConnection connection, byte[] buffer, int worker, Drain drain)
    {
        connection.Open(worker);
        while (true)
        {
            switch (connection.Wants)
            {
                case Want.Receive:
                    connection.Receive(buffer);
                    break;
                case Want.Send:
                    connection.Send();
                    break;
                case Want.Wait:
                    connection.Wait(drain);
                    break;
                case Want.Finish:
                    connection.Finish();
                    break;
                case Want.Close:
                    return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
