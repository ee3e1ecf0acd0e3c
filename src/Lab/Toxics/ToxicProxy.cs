using System.Net;
using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>
/// A listener on loopback that passes every connection on to a server and does to it what toxics do; without any, bytes, half-closes
/// and resets go through as they come. Used by tests and by soaks.
/// </summary>
internal sealed class ToxicProxy : IAsyncDisposable
{
    private const int Backlog = 128;

    /// <summary>Connections at once; beyond it nobody is accepted.</summary>
    private const int MostConnections = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly LingerOption Reset = new(enable: true, seconds: 0);

    private readonly EndPoint _server;
    private readonly Func<int, Toxics> _toxics;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Task> _connections = [];

    // Bound, and never listening: while the proxy is down its port stays its own, and who connects is refused.
    private readonly Socket _place = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private CancellationTokenSource _down = new();
    private Task _accepting = Task.CompletedTask;
    private int _accepted;
    private long _connecting;
    private long _connected;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">Whom to pass on to: on this machine.</param>
    /// <param name="toxics">What is done to each connection, by its number in the order of accepting, from 0.</param>
    internal ToxicProxy(EndPoint server, Func<int, Toxics> toxics)
    {
        _server = server;
        _toxics = toxics;
        _place.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_place.LocalEndPoint!;
        Up();
    }

    /// <summary>Where it listens.</summary>
    internal IPEndPoint EndPoint { get; }

    /// <summary>Connections that are passed on right now.</summary>
    internal int Connections
    {
        get
        {
            lock (_lock) return _connections.Count;
        }
    }

    /// <summary>Connects to the server that were begun.</summary>
    internal long Connecting => Interlocked.Read(ref _connecting);

    /// <summary>Those of them that came about.</summary>
    internal long Connected => Interlocked.Read(ref _connected);

    /// <summary>The toxic «down»: resets all connections, and refuses new ones until it is <see cref="Up"/> again.</summary>
    internal async Task Down()
    {
        await _down.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        Task[] connections;
        lock (_lock) connections = [.. _connections.Values];
        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    /// <summary>Listens again on the same port.</summary>
    internal void Up()
    {
        // Both bindings have SO_REUSEADDR, which Bind sets: they may stand beside one another as long as one listens at most.
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(EndPoint);
        listener.Listen(Backlog);
        _down.Dispose();
        _down = new();
        _accepting = Accept(listener, _down.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Down().ConfigureAwait(false);
        _place.Dispose();
        _down.Dispose();
    }

    private async Task Accept(Socket listener, CancellationToken down)
    {
        // Of this time of being up: at its end nobody is left who has a place.
        SemaphoreSlim places = new(MostConnections);
        using (listener)
        {
            while (!down.IsCancellationRequested)
            {
                try
                {
                    await places.WaitAsync(down).ConfigureAwait(false);
                    Socket client = await listener.AcceptAsync(down).ConfigureAwait(false);
                    Begin(_accepted++, client, places, down);
                }
                catch (SocketException)
                {
                    // Who had connected has gone, or there is no descriptor: those who wait are still there.
                    places.Release();
                    await Task.Delay(Pause, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private void Begin(int number, Socket client, SemaphoreSlim places, CancellationToken down)
    {
        // Asked here, in the order of accepting: the lives of two connections begin in any order.
        Toxics toxics = _toxics(number);
        // Under the lock: one that ends at once must find itself in the table, to take itself out of it.
        lock (_lock) _connections.Add(number, Live(number, client, toxics, places, down));
    }

    private async Task Live(int number, Socket client, Toxics toxics, SemaphoreSlim places, CancellationToken down)
    {
        await Task.Yield();
        try
        {
            await Connect(client, toxics, down).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _connections.Remove(number);
            places.Release();
        }
    }

    private async Task Connect(Socket client, Toxics toxics, CancellationToken down)
    {
        Socket server = new(_server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            client.NoDelay = true;
            Interlocked.Increment(ref _connecting);
            // Going down in the middle closes it, and the server may have it already: that is a reset, too.
            server.LingerState = Reset;
            await server.ConnectAsync(_server, down).ConfigureAwait(false);
            server.LingerState = new(enable: false, seconds: 0);
            Interlocked.Increment(ref _connected);
            if (_server is IPEndPoint) server.NoDelay = true;
        }
        // Disposed: the connect was cancelled in the moment in which it had come about.
        catch (Exception refused) when (refused is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody to talk to: a reset, as a router on the way would answer.
            client.LingerState = Reset;
            client.Dispose();
            server.Dispose();
            return;
        }
        await new ToxicConnection(client, server, toxics).Run(down).ConfigureAwait(false);
    }
}
