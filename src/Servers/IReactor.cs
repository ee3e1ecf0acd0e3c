namespace Sockeye.Servers;

/// <summary>A loop on a thread of its own, with connections of its own.</summary>
internal interface IReactor : IDisposable
{
    /// <summary>How many connections it has, those on their way to it included. From any thread.</summary>
    int Load { get; }

    /// <summary>Clocks that are scheduled. From any thread.</summary>
    int Timers { get; }

    /// <summary>Serves until it is stopped and drained. Blocks.</summary>
    /// <param name="stop">Begins the drain.</param>
    /// <param name="abort">Ends it early.</param>
    /// <param name="failed">The server has failed elsewhere: ends at once, without a drain.</param>
    void Run(CancellationToken stop, CancellationToken abort, CancellationToken failed);

    /// <summary>Hands it a connection that somebody else has accepted. From any thread.</summary>
    void Take(int fd, Connection connection);

    /// <summary>Nobody will be handed to it any more. From any thread.</summary>
    void EndHandOver();

    /// <summary>Makes it look around. From any thread.</summary>
    void Wake();
}
