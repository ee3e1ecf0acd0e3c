using System.Net;
using Sockeye.Protocols;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>A server that runs on a thread of its own, in this process, until it is stopped.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<ServerSummary> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IServer _server;

    private RunningServer(IServer server) => _server = server;

    /// <summary>The address that it listens on.</summary>
    public EndPoint EndPoint => _server.EndPoint;

    /// <summary>What it holds right now.</summary>
    public ServerStatus Status => _server.Status;

    /// <summary>Starts one; it listens when this returns.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="protocol">Makes the protocol of each connection.</param>
    /// <param name="options">Its limits, clocks and address.</param>
    /// <returns>The server.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public static RunningServer Start(ServerModel model, Func<IProtocol> protocol, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        RunningServer running = new(model.Create(protocol, options));
        // In the background: a handler that sleeps must not keep a process alive that was told to end.
        new Thread(running.Run) { Name = $"{model.Name} server", IsBackground = true }.Start();
        return running;
    }

    /// <summary>Stops it: it drains, or aborts, and its thread ends. May be called again.</summary>
    /// <param name="abort">Whether to abort those who are in an exchange.</param>
    /// <returns>What it did; or the error on which it ended.</returns>
    public async Task<ServerSummary> Stop(bool abort = false)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (abort) await _abort.CancelAsync().ConfigureAwait(false);
        return await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Aborts it if it still runs.</summary>
    /// <returns>Its end; its error, if any, has been told by <see cref="Stop"/>.</returns>
    public async ValueTask DisposeAsync()
    {
        await Stop(abort: true).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _server.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private void Run()
    {
        try
        {
            _ended.SetResult(_server.Run(_stop.Token, _abort.Token));
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            _ended.SetException(broken);
        }
    }
}
