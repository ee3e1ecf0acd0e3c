// A thread per client, out of a pool with a maximum: each thread converses with one client, as the sequential server does.
// It breaks when as many clients are slow as there are threads: the rest wait in the queue. docs/models/threads.md
using System.Collections.Concurrent;
using System.Net;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>A server with a pool of threads, each of which serves one client at a time. Accepted clients beyond wait in a
/// queue, up to <see cref="ServerOptions.MaxConnections"/>.</summary>
public sealed class ThreadsServer : IServer
{
    private readonly ServerOptions _options;
    private readonly Ledger _ledger;
    private readonly Listener _listener;
    private readonly BlockingCollection<SocketConnection?> _queue = [];
    private readonly CountdownEvent _working = new(1);
    private readonly int _threads;
    private int _unfinished;
    private bool _ran;

    /// <summary>Binds and listens.</summary>
    /// <param name="protocol">Makes the protocol of each connection; called by many threads.</param>
    /// <param name="options">Where to listen, how many threads, and every limit.</param>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot listen there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ThreadsServer(Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _threads = options.Threads ?? Math.Max(8, 2 * Environment.ProcessorCount);
        _ledger = new Ledger(options);
        _listener = new Listener(protocol, options, _ledger, SocketMode.Blocks);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint => _listener.EndPoint;

    /// <inheritdoc/>
    public int MaxConnections => _ledger.MaxConnections;

    /// <inheritdoc/>
    public ServerStatus Status => _ledger.Status(queued: Math.Max(0, Volatile.Read(ref _unfinished) - _threads));

    /// <inheritdoc/>
    public ServerSummary Run(CancellationToken stop, CancellationToken abort = default)
    {
        if (Interlocked.Exchange(ref _ran, true)) throw new InvalidOperationException("It ran before: a server runs once.");
        using Wakeup wakeup = new();
        using Drain drain = new(_options, wakeup, stop, abort);
        using Acceptor acceptor = new(_listener, wakeup, drain);
        try
        {
            // All threads start before the first client is served: a thread cannot start where descriptors have run out.
            for (int i = 0; i < _threads; i++) StartWorker(i, drain);
            using (_listener)
            {
                while (acceptor.Next(out SocketConnection? connection)) Enqueue(connection);
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
            // One for each thread, behind the last client: CompleteAdding makes everybody who waits wake all others, which takes
            // minutes where they are thousands.
            for (int i = 0; i < _threads; i++) _queue.Add(null);
            _working.Signal();
            drain.Await(_working);
            // Only where all threads are stuck in their protocols: nobody else is left to end these.
            while (_queue.TryTake(out SocketConnection? left))
            {
                if (left is null) continue;
                left.Connection.End(drain.Reason);
                left.Close();
                Interlocked.Decrement(ref _unfinished);
            }
            _queue.CompleteAdding();
        }
        _ledger.AwaitTasks();
        return _ledger.Summary();
    }

    private void StartWorker(int number, Drain drain)
    {
        ServerThread.Start($"threads worker {number}", () => RunWorker(number, drain));
        _working.AddCount();
    }

    private void RunWorker(int number, Drain drain)
    {
        byte[] buffer = new byte[_options.ReceiveBufferBytes];
        while (_queue.TryTake(out SocketConnection? connection, Timeout.Infinite) && connection is not null)
        {
            SequentialServer.Serve(connection, buffer, number, drain);
            Interlocked.Decrement(ref _unfinished);
        }
        _working.Signal();
    }

    private void Enqueue(SocketConnection connection)
    {
        int waiting = Interlocked.Increment(ref _unfinished) - _threads;
        if (waiting > 0) _options.Observer?.Queued(connection.Connection.Id, waiting);
        _queue.Add(connection);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
