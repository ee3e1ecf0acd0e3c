using System.Net;

namespace Sockeye.Servers;

/// <summary>Every limit and clock of a server, the same on every model. Immutable; checked when a server is made.</summary>
public sealed record ServerOptions
{
    /// <summary>File descriptors kept free for everything that is not a connection, at least: the runtime misbehaves when it
    /// runs out of them, so connections are limited to RLIMIT_NOFILE less this, or less what is open already and 32 more.</summary>
    public const int DescriptorReserve = 64;

    /// <summary>Where to listen: an <see cref="IPEndPoint"/>, port 0 for any free port, or a
    /// <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>. <see cref="IPAddress.IPv6Any"/> takes IPv4, too.
    /// Defaults to 127.0.0.1:8000.</summary>
    public EndPoint EndPoint { get; init; } = new IPEndPoint(IPAddress.Loopback, 8000);

    /// <summary>How many connections the kernel completes and queues before they are accepted. Defaults to 512; Linux
    /// caps it at net.core.somaxconn. When it is full, further connects are dropped silently and retried by the client's
    /// kernel after a second and more.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>How many connections may be held at once, queued ones included. Defaults to 10,000; where the limit on
    /// open files less <see cref="DescriptorReserve"/> is lower, that holds.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>What happens beyond <see cref="MaxConnections"/>. Defaults to <see cref="WhenFull.Wait"/>.</summary>
    public WhenFull WhenFull { get; init; } = WhenFull.Wait;

    /// <summary>The longest message, framing included, in bytes: what a protocol may leave unconsumed. Beyond it the
    /// connection is closed (<see cref="Protocols.CloseReason.MessageTooLarge"/>). Until a message is whole its connection holds up to
    /// twice its bytes. Defaults to 64 KiB.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>The longest message of a stranger, in bytes: of a client that has not completed one yet, which is when its protocol
    /// consumes bytes for the first time. Beyond it the connection is closed (<see cref="Protocols.CloseReason.MessageTooLarge"/>).
    /// Defaults to null, <see cref="MaxMessageBytes"/>, which holds also where this is larger: many protocols put their longest
    /// message first. Where the first one is a log-in, its length bounds what strangers can make a server hold.</summary>
    public int? MaxFirstMessageBytes { get; init; }

    /// <summary>The most that one call of a protocol may write, in bytes; more is a handler fault. Larger replies are
    /// streamed by <see cref="Protocols.Next.More"/>. Defaults to 1 MiB.</summary>
    public int MaxReplyBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that are read at a time: one such buffer a loop or thread. Defaults to 16 KiB.</summary>
    public int ReceiveBufferBytes { get; init; } = 16 * 1024;

    /// <summary>How long a connection may make no progress in either direction; it does not run while a task is waited
    /// for. Defaults to <see cref="Timeout.InfiniteTimeSpan"/>: off.</summary>
    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a message may take, from the first byte of an incomplete one; an absolute time, so that a byte
    /// now and then does not extend it. Defaults to 30 s. Off: <see cref="Timeout.InfiniteTimeSpan"/>, and a client that
    /// sends half a message holds its connection for ever.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stranger may take for its first whole message, silence included, from when the server begins to wait for
    /// it; <see cref="MessageTimeout"/> holds besides. Beyond it the connection is closed
    /// (<see cref="Protocols.CloseReason.MessageTimeout"/>). Defaults to <see cref="Timeout.InfiniteTimeSpan"/>: off, since clients
    /// that connect early and speak late, as those of a connection pool, are healthy.</summary>
    public TimeSpan FirstMessageTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long a peer may read none of its reply. Defaults to 30 s. Off:
    /// <see cref="Timeout.InfiniteTimeSpan"/>, and a client that does not read holds its connection for ever.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping server waits for exchanges to finish; then it aborts them. Defaults to 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a closing connection goes on dropping what its peer still sends, so that the reply is not
    /// destroyed by a reset. Defaults to 1 s.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one call of a protocol may hold up a loop before the observer is told
    /// (<see cref="ServerObserver.HandlerWasSlow"/>). Defaults to 100 ms; off: <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan SlowHandler { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many bytes a closing connection drops at most. Defaults to 1 MiB.</summary>
    public int LingerBytes { get; init; } = 1024 * 1024;

    /// <summary>How many connections a loop accepts before it serves the others again. Defaults to 64.</summary>
    public int AcceptBudget { get; init; } = 64;

    /// <summary>How many receives and sends a loop does for one connection before it serves the others. Defaults to 16.</summary>
    public int TurnBudget { get; init; } = 16;

    /// <summary>Threads, where the model has more than one. Defaults to null, the model's own number: <c>threads</c> twice the
    /// processors, but at least 8; <c>epoll</c> and <c>iouring</c> a reactor for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>How the reactors of <c>epoll</c> and <c>iouring</c> come by their connections, where there are several. Defaults to
    /// <see cref="AcceptMode.Shared"/>.</summary>
    public AcceptMode Accept { get; init; } = AcceptMode.Shared;

    /// <summary>The kernel's send buffer of each connection, in bytes; 0, the default, leaves it to the kernel. Small ones
    /// bound what is held for a peer that does not read, and slow down large replies.</summary>
    public int SocketSendBufferBytes { get; init; }

    /// <summary>The kernel's receive buffer of each connection, in bytes; 0, the default, leaves it to the kernel.</summary>
    public int SocketReceiveBufferBytes { get; init; }

    /// <summary>Who is told what happens; null, the default, costs one branch an event.</summary>
    public ServerObserver? Observer { get; init; }

    /// <summary>Faults to inject under the socket calls; needs the AppContext switch of <see cref="Faults"/>.</summary>
    internal FaultPlan? Faults { get; init; }

    /// <summary>The rings of <c>iouring</c>.</summary>
    internal RingSizes Ring { get; init; } = new();

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(EndPoint);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Backlog);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxMessageBytes, 1 << 30);
        if (MaxFirstMessageBytes is { } first) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first, nameof(MaxFirstMessageBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxReplyBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxReplyBytes, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReceiveBufferBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReceiveBufferBytes, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfNegative(LingerBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(AcceptBudget);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(TurnBudget);
        if (Threads is { } threads) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
        ArgumentOutOfRangeException.ThrowIfNegative(SocketSendBufferBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(SocketReceiveBufferBytes);
        CheckTime(IdleTimeout, nameof(IdleTimeout));
        CheckTime(MessageTimeout, nameof(MessageTimeout));
        CheckTime(FirstMessageTimeout, nameof(FirstMessageTimeout));
        CheckTime(SendTimeout, nameof(SendTimeout));
        CheckTime(DrainTimeout, nameof(DrainTimeout));
        CheckTime(LingerTimeout, nameof(LingerTimeout));
        CheckTime(SlowHandler, nameof(SlowHandler));
    }

    private static void CheckTime(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time <= TimeSpan.Zero || time.TotalMilliseconds > int.MaxValue))
            throw new ArgumentOutOfRangeException(name, time, "Must be from 1 ms to 24 days, or Timeout.InfiniteTimeSpan to turn it off.");
    }
}

/// <summary>What a server does with connections beyond its limit.</summary>
public enum WhenFull
{
    /// <summary>Stop accepting, so that they wait in the backlog until somebody leaves.</summary>
    Wait,

    /// <summary>Accept and close at once; counted as rejected, never opened.</summary>
    Reject,
}

/// <summary>How several reactors come by their connections.</summary>
public enum AcceptMode
{
    /// <summary>One acceptor gives each connection to the reactor with the fewest.</summary>
    Shared,

    /// <summary>Each reactor has a listener of its own on the same address (SO_REUSEPORT), and the kernel chooses by a hash: no
    /// hand-over, but uneven shares, and a reactor that is held up keeps its queue. Unix sockets have no such thing, and share.</summary>
    ReusePort,
}
