using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>What one server holds and what it has done: counted here and nowhere else.</summary>
internal sealed class Ledger
{
    private const int GraceMilliseconds = 1_000;

    /// <summary>Descriptors that stay free beyond those that are open when the server is made.</summary>
    private const int HeadroomDescriptors = 32;

    private int _connections;
    private int _tasks;
    private long _accepted;
    private long _served;
    private long _aborted;
    private long _rejected;
    private long _messages;

    internal Ledger(ServerOptions options, int ownDescriptors = 0)
    {
        // The runtime holds a descriptor for each assembly that it has mapped, and opens more of them late: it may have taken
        // more than the reserve before the first client comes.
        int reserve = Math.Max(ServerOptions.DescriptorReserve, (OpenFiles.Held ?? 0) + ownDescriptors + HeadroomDescriptors);
        int descriptors = (OpenFiles.Limit ?? int.MaxValue) - reserve;
        if (descriptors < 1)
        {
            throw new InvalidOperationException(
                $"The limit on open files leaves no descriptor for connections: {OpenFiles.Limit} less a reserve of {reserve}. " +
                "Raise it: ulimit -n 1024.");
        }
        MaxConnections = Math.Min(options.MaxConnections, descriptors);
    }

    internal BufferPool Pool { get; } = new();

    internal int MaxConnections { get; }

    internal int Connections => Volatile.Read(ref _connections);

    internal bool Full => Connections >= MaxConnections;

    /// <summary>Raised when a connection has left, on the thread that it left on: a full server may accept again.</summary>
    internal event Action? Left;

    /// <summary>Takes a place for whoever is accepted next, unless all are taken: the look and the step are one, since several threads
    /// may accept.</summary>
    internal bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _connections) <= MaxConnections) return true;
        LeavePlace();
        return false;
    }

    /// <summary>Takes a place for somebody who cannot be sent away any more.</summary>
    internal void TakePlace() => Interlocked.Increment(ref _connections);

    /// <summary>Nobody came for it. Another thread may have found the server full meanwhile: it is told.</summary>
    internal void LeavePlace()
    {
        if (Interlocked.Decrement(ref _connections) >= MaxConnections - 1) Left?.Invoke();
    }

    /// <summary>The number of a connection that has a place.</summary>
    internal long NextNumber() => Interlocked.Increment(ref _accepted) - 1;

    internal void Leave(bool served, bool aborted, long messages)
    {
        if (served) Interlocked.Increment(ref _served);
        if (aborted) Interlocked.Increment(ref _aborted);
        Interlocked.Add(ref _messages, messages);
        Interlocked.Decrement(ref _connections);
        Left?.Invoke();
    }

    /// <summary>
    /// Blocks until everybody has left, as long as there is patience. Without, a little longer: a connection whose task is
    /// still at work leaves when that has ended, but a task that does not heed its token is left behind.
    /// </summary>
    internal void AwaitEmpty(CancellationToken impatient)
    {
        ManualResetEventSlim left = new();
        Left += left.Set;
        using CancellationTokenRegistration wakes = impatient.Register(left.Set);
        long until = Clocks.Never;
        while (Connections > 0)
        {
            long now = Clocks.Now;
            if (until == Clocks.Never && impatient.IsCancellationRequested) until = now + GraceMilliseconds;
            if (now >= until) break;
            left.Wait(until == Clocks.Never ? Timeout.Infinite : (int)(until - now), CancellationToken.None);
            left.Reset();
        }
        Left -= left.Set;
    }

    /// <summary>Blocks until everybody has left, but not for long: only tasks can still be at work.</summary>
    internal void AwaitTasks() => AwaitEmpty(new CancellationToken(canceled: true));

    internal void Reject() => Interlocked.Increment(ref _rejected);

    internal void TaskBegan() => Interlocked.Increment(ref _tasks);

    internal void TaskEnded() => Interlocked.Decrement(ref _tasks);

    internal ServerStatus Status(int queued = 0, int timers = 0) =>
        new(Connections, queued, Volatile.Read(ref _tasks), Pool.Rented, timers);

    internal ServerSummary Summary() => new(
        Interlocked.Read(ref _served), Interlocked.Read(ref _aborted), Interlocked.Read(ref _rejected), Interlocked.Read(ref _messages));
}
