using System.Collections.Concurrent;

namespace Sockeye.Servers;

/// <summary>
/// A bounded pool for computations that would hold up a loop: the handler hands its work over and waits for it
/// (<see cref="Protocols.Next.Wait"/>), and the loop serves the others meanwhile. Threads of its own, and a queue with a limit.
/// </summary>
/// <example>
/// A message handler that keeps the loop and moves the work:
/// <code>
/// protected override ValueTask&lt;Next&gt; Message(ReadOnlyMemory&lt;byte&gt; message, IReply reply) =>
///     new(_offload.Run(() => { reply.Write(Compute(message.Span)); return Next.Read; }, reply.Ended));
/// </code>
/// </example>
public sealed class Offload : IDisposable
{
    private readonly BlockingCollection<Action> _queue;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many computations run at once.</param>
    /// <param name="queue">How many wait at most; beyond, <see cref="Run{T}"/> fails at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not positive.</exception>
    /// <exception cref="InvalidOperationException">The system lets no further thread start.</exception>
    public Offload(int threads, int queue = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queue);
        _queue = new BlockingCollection<Action>(queue);
        try
        {
            for (int i = 0; i < threads; i++) ServerThread.Start($"offload worker {i}", RunWorker);
        }
        catch
        {
            _queue.CompleteAdding();
            throw;
        }
    }

    /// <summary>Computes on one of the threads.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellation">Cancels it while it is still in the queue.</param>
    /// <returns>A task with its result, or its exception; cancelled where it was never begun.</returns>
    /// <exception cref="InvalidOperationException">The queue is full, or the pool is disposed.</exception>
    public Task<T> Run<T>(Func<T> compute, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(compute);
        // Continuations do not run on the pool's threads: they belong to whoever waits.
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.IsAddingCompleted && _queue.TryAdd(() => Compute(compute, done, cancellation))) return done.Task;
        throw new InvalidOperationException("The pool is disposed, or its queue is full: give it more threads, or admit fewer clients.");
    }

    /// <summary>Lets the threads end when the queue is empty; does not wait for them.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private static void Compute<T>(Func<T> compute, TaskCompletionSource<T> done, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            done.SetCanceled(cancellation);
            return;
        }
        try
        {
            done.SetResult(compute());
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }
    }

    private void RunWorker()
    {
        foreach (Action work in _queue.GetConsumingEnumerable()) work();
    }
}
