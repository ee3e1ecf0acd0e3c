using System.Net;

namespace Sockeye.Servers;

/// <summary>
/// A server of one model: its constructor binds and listens, <see cref="EndPoint"/> tells the address, <see cref="Run"/>
/// serves until it is stopped. Disposing it closes the listener if it never ran.
/// </summary>
public interface IServer : IDisposable
{
    /// <summary>The address that is listened on; with port 0 asked for, the port that the system chose.</summary>
    EndPoint EndPoint { get; }

    /// <summary>How many connections it may hold at once: <see cref="ServerOptions.MaxConnections"/>, or what the limit on open files
    /// allows, if that is less.</summary>
    int MaxConnections { get; }

    /// <summary>What is held right now; may be asked from any thread.</summary>
    ServerStatus Status { get; }

    /// <summary>
    /// Serves until <paramref name="stop"/> is cancelled, then drains: what is queued is accepted, the listener closed,
    /// what was sent is answered; clients outside an exchange are closed at once, those still in one when
    /// <see cref="ServerOptions.DrainTimeout"/> is over are aborted. Blocks the calling thread; called once.
    /// </summary>
    /// <param name="stop">Begins the drain.</param>
    /// <param name="abort">Ends it early: aborts at once whoever is still connected.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The listener is broken; every connection has been closed.</exception>
    /// <exception cref="InvalidOperationException">It ran before, or the system lets its threads not start.</exception>
    ServerSummary Run(CancellationToken stop, CancellationToken abort = default);
}

/// <summary>What a server did from the start of <see cref="IServer.Run"/> to its end.</summary>
/// <param name="Served">Connections that were opened and have been closed, for whatever reason.</param>
/// <param name="Aborted">Those of them that were still in an exchange when the time to drain was up, or at an abort.</param>
/// <param name="Rejected">Connections closed on accept because of <see cref="WhenFull.Reject"/>; never opened.</param>
/// <param name="Messages">Whole messages handled, as the protocols counted them.</param>
public readonly record struct ServerSummary(long Served, long Aborted, long Rejected, long Messages);

/// <summary>What a server holds at one moment. Everything is 0 after <see cref="IServer.Run"/> has returned,
/// but for a task or a handler that heeds no token and had to be left behind.</summary>
/// <param name="Connections">Accepted and not yet closed, queued ones included.</param>
/// <param name="Queued">Accepted, waiting for a worker (<c>threads</c> only).</param>
/// <param name="Tasks">Tasks that a protocol waits for.</param>
/// <param name="RentedBuffers">Buffers taken from the pool and not yet given back.</param>
/// <param name="Timers">Connections for which a clock is scheduled (models with a loop).</param>
public readonly record struct ServerStatus(int Connections, int Queued, int Tasks, int RentedBuffers, int Timers);
