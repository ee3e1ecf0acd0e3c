namespace Sockeye.Servers;

/// <summary>The threads of the runtime's pool, numbered from 0 as each of them serves for the first time: the workers of a model whose
/// connections go from thread to thread.</summary>
internal static class PoolThread
{
    private static int _threads;

    // From 1, since a thread's own field begins as 0.
    [ThreadStatic]
    private static int _own;

    /// <summary>That of this thread.</summary>
    internal static int Number => (_own == 0 ? _own = Interlocked.Increment(ref _threads) : _own) - 1;
}
