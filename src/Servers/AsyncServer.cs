// A task per client, awaited on the runtime's own socket engine: no thread is held while a client is silent or slow.
// It breaks when handlers block: each takes a thread of the pool, which adds new ones only slowly. docs/models/async.md
using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A server with a task for each client, on the thread pool; portable.</summary>
public sealed class AsyncServer : IServer
{
    private readonly ServerOptions _options;
    private readonly Ledger _ledger;
    private readonly Listener _listener;
    private readonly SharedTimers _timers = new();
    private bool _ran;

    /// <summary>Binds and listens.</summary>
    /// <param name="protocol">Makes the protocol of each connection; called by many threads.</param>
    /// <param name="options">Where to listen, and every limit.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public AsyncServer(Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _ledger = new Ledger(options);
        _listener = new Listener(protocol, options, _ledger, SocketMode.Awaited);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _listener.EndPoint;

    /// <inheritdoc/>
    public int MaxConnections => _ledger.MaxConnections;

    /// <inheritdoc/>
    public ServerStatus Status => _ledger.Status(timers: _timers.Count);

    /// <inheritdoc/>
    public ServerSummary Run(CancellationToken stop, CancellationToken abort = default)
    {
        if (Interlocked.Exchange(ref _ran, true)) throw new InvalidOperationException("It ran before: a server runs once.");
        using Wakeup wakeup = new();
        using Drain drain = new(_options, wakeup, stop, abort);
        using Acceptor acceptor = new(_listener, wakeup, drain);
        try
        {
            using (_listener)
            {
                while (acceptor.Next(out SocketConnection? connection)) _ = Serve(connection, drain);
            }
        }
        catch
        {
            drain.Fail();
            throw;
        }
        finally
        {
            drain.Begin();
            _ledger.AwaitEmpty(drain.Aborted);
            _timers.Dispose();
        }
        return _ledger.Summary();
    }

    private async Task Serve(SocketConnection connection, Drain drain)
    {
        // Off the thread that accepts: it must not be held by a protocol.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        drain.Enter(connection);
        try
        {
            await Converse(connection, drain).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            connection.Connection.Fault(exception);
        }
        finally
        {
            drain.Leave(connection);
            _timers.Remove(connection);
            connection.Close();
        }
    }

    // The sequential conversation, awaited.
    private async Task Converse(SocketConnection connection, Drain drain)
    {
        Socket socket = connection.Socket;
        connection.Open(PoolThread.Number);
        while (true)
        {
            connection.Connection.Worker = PoolThread.Number;
            try
            {
                switch (connection.Wants)
                {
                    case Want.Receive:
                        if (!connection.Park(_timers)) break;
                        // A receive of no bytes completes when there are some: a silent client holds no buffer.
                        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
                        connection.Connection.Worker = PoolThread.Number;
                        Receive(connection);
                        break;
                    case Want.Send:
                        if (connection.Send() || !connection.Park(_timers)) break;
                        // It completes when all it is given has gone, so it is given little, and that is progress; the rest goes
                        // by Send, which takes what fits.
                        int sent = await socket.SendAsync(connection.NextUnsent, CancellationToken.None).ConfigureAwait(false);
                        connection.Connection.Worker = PoolThread.Number;
                        connection.Sent(sent);
                        break;
                    case Want.Wait:
                        await connection.WaitAsync(drain).ConfigureAwait(false);
                        connection.Connection.Worker = PoolThread.Number;
                        connection.Waited(drain);
                        break;
                    case Want.Finish:
                        connection.Finish();
                        break;
                    case Want.Close:
                        return;
                }
            }
            catch (SocketException exception)
            {
                connection.Failed(exception.SocketErrorCode);
            }
        }
    }

    private void Receive(SocketConnection connection)
    {
        byte[] buffer = _ledger.Pool.Rent(_options.ReceiveBufferBytes);
        try
        {
            connection.Receive(buffer);
        }
        finally
        {
            _ledger.Pool.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _timers.Dispose();
    }
}
