using System.Diagnostics;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>Work that a server does for each message, so that it can be seen whom that delays.</summary>
public sealed record WorkOptions
{
    /// <summary>How long the handler blocks its thread before each reply. Defaults to none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long the handler computes before each reply. Defaults to none.</summary>
    public TimeSpan Burn { get; init; }

    /// <summary>How long the handler waits before each reply, by <see cref="Next.Wait"/>, blocking nobody. Defaults to none.</summary>
    public TimeSpan Await { get; init; }

    /// <summary>
    /// Only for the client that calls itself by this number (<see cref="IProtocol.Client"/>). Where a protocol's messages
    /// carry no number, it is the number of the connection, in the order in which they were opened. Defaults to all clients.
    /// </summary>
    public long? Client { get; init; }

    /// <summary>For how many clients, from <see cref="Client"/> on by number; where that is null, for all. Defaults to 1.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>Whether there is anything to do.</summary>
    public bool Any => Delay > TimeSpan.Zero || Burn > TimeSpan.Zero || Await > TimeSpan.Zero;
}

/// <summary>Adds work to any protocol: calls it, works for each message that it handled, and lets the reply go.</summary>
public sealed class Work : IProtocol
{
    private readonly IProtocol _protocol;
    private readonly WorkOptions _options;
    private readonly long _number;
    private Next? _afterwards;

    private Work(IProtocol protocol, WorkOptions options, long number)
    {
        _protocol = protocol;
        _options = options;
        _number = number;
    }

    /// <inheritdoc/>
    public long Messages => _protocol.Messages;

    /// <inheritdoc/>
    public long? Client => _protocol.Client;

    /// <summary>Wraps what makes protocols, so that each of them works.</summary>
    /// <param name="protocol">Makes the protocol of a connection.</param>
    /// <param name="options">The work.</param>
    /// <returns>What makes protocols that work; <paramref name="protocol"/> itself where there is no work to do.</returns>
    public static Func<IProtocol> Around(Func<IProtocol> protocol, WorkOptions options)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Any) return protocol;
        long connections = 0;
        return () => new Work(protocol(), options, Interlocked.Increment(ref connections) - 1);
    }

    /// <inheritdoc/>
    public Next Open(IReply reply) => _protocol.Open(reply);

    /// <inheritdoc/>
    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = 0;
        if (_afterwards is { } wanted)
        {
            _afterwards = null;
            bool goesOn = wanted.Kind == NextKind.More || (wanted.Kind == NextKind.Read && !received.IsEmpty);
            if (!goesOn) return wanted;
        }
        long before = _protocol.Messages;
        Next next = _protocol.Received(received, reply, out consumed);
        // A protocol without messages works for each piece that it consumed.
        long messages = _protocol.Messages == 0 ? Math.Sign(consumed) : _protocol.Messages - before;
        return messages > 0 && IsMeant(_protocol.Client ?? _number) ? Do(messages, next, reply) : next;
    }

    /// <inheritdoc/>
    public Next End(IReply reply) => _protocol.End(reply);

    /// <inheritdoc/>
    public void Closed(CloseReason reason) => _protocol.Closed(reason);

    private bool IsMeant(long client) =>
        _options.Client is not { } first || (client >= first && client < first + _options.Clients);

    private Next Do(long messages, Next next, IReply reply)
    {
        if (_options.Delay > TimeSpan.Zero) Sleep(_options.Delay * messages, reply);
        if (_options.Burn > TimeSpan.Zero) Burn(_options.Burn * messages);
        if (_options.Await <= TimeSpan.Zero) return next;
        // What the protocol wants comes after the wait; a task of its own is waited for first.
        _afterwards = next.Task is null ? next : Next.More;
        return Next.Wait(Wait(next.Task, _options.Await * messages, reply.Ended));
    }

    // A connection of ours tells its observer; a protocol may be called by others, too.
    private static void Sleep(TimeSpan time, IReply reply)
    {
        if (reply is ReplyBuffer own) own.Connection.Sleep(time);
        else Thread.Sleep(time);
    }

    private static async Task Wait(Task? own, TimeSpan time, CancellationToken ended)
    {
        if (own is not null) await own.ConfigureAwait(false);
        await Task.Delay(time, ended).ConfigureAwait(false);
    }

    private static void Burn(TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time) Thread.SpinWait(20);
    }
}
