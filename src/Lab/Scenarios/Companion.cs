namespace Sockeye.Lab;

/// <summary>What happens beside the clients of a plan: it begins before they connect, and ends when they have left.</summary>
internal abstract record Companion
{
    /// <summary>It, in half a sentence.</summary>
    internal abstract string Text { get; }

    /// <summary>How many descriptors it takes of this process.</summary>
    internal virtual int Descriptors => 0;

    /// <summary>Begins it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="stop">Ends the wait for its begin.</param>
    /// <returns>What ends it; it holds whatever lasts.</returns>
    internal abstract Task<IAsyncDisposable> Begin(ServerProcess server, CancellationToken stop);
}
