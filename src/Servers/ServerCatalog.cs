using Sockeye.Linux;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>The server models, in the order in which the lesson builds them.</summary>
public static class ServerCatalog
{
    /// <summary>All models.</summary>
    public static IReadOnlyList<ServerModel> Models { get; } =
    [
        new("sequential", "one client at a time", "server.py",
            "a tool with one client at a time; the baseline of every comparison",
            "a client is slow or silent: all others wait until it has left",
            (protocol, options) => new SequentialServer(protocol, options))
        {
            ServesOneAtATime = true,
        },
        new("select", "non-blocking sockets, one thread", "multiselect-server.py",
            "some hundred clients and quick handlers, on every platform",
            "a handler computes or sleeps: everybody waits; and every wake costs time for every connection",
            (protocol, options) => new SelectServer(protocol, options)),
        new("threads", "a thread per client, out of a pool with a maximum", "multithread-server.py",
            "handlers that block, and no more clients at once than threads",
            "as many clients are slow as there are threads: the rest wait in the queue",
            (protocol, options) => new ThreadsServer(protocol, options))
        {
            TakesThreadPerClient = true,
            HasThreads = true,
        },
        new("async", "a task per client, awaited on the runtime's socket engine", null,
            "many clients, mostly silent, on every platform; handlers that await",
            "handlers block: each takes a thread of the pool, and the pool grows slowly",
            (protocol, options) => new AsyncServer(protocol, options)),
        new("epoll", "readiness: one reactor a core, told by the kernel who is ready", null,
            "thousands of clients and quick handlers, on Linux",
            "a handler computes or sleeps: all clients of its reactor wait",
            (protocol, options) => new EpollServer(protocol, options))
        {
            HasThreads = true,
            Refusal = () => KernelSupport.Epoll.Refusal,
        },
        new("iouring", "completions: one ring a core, the kernel does the work and answers", null,
            "thousands of clients with much to say at once, on a Linux that allows io_uring",
            "a handler computes or sleeps: all clients of its reactor wait; containers often forbid it",
            (protocol, options) => new IoUringServer(protocol, options))
        {
            HasThreads = true,
            Refusal = () => KernelSupport.IoUring.Refusal,
        },
    ];

    /// <summary>
    /// The model that fits this machine best, and why: <c>iouring</c> where the kernel lets it be used, since it takes the fewest
    /// system calls; otherwise <c>epoll</c>, which costs as little CPU; otherwise <c>async</c>, which runs everywhere.
    /// </summary>
    /// <param name="reason">Why, in a line.</param>
    /// <returns>The model.</returns>
    public static ServerModel Choose(out string reason)
    {
        ServerModel ring = Find("iouring")!;
        ServerModel epoll = Find("epoll")!;
        if (ring.Unsupported is not { } noRing)
        {
            reason = "this kernel allows io_uring, which takes the fewest system calls";
            return ring;
        }
        reason = epoll.Unsupported is { } noEpoll ? noEpoll : noRing;
        return epoll.Unsupported is null ? epoll : Find("async")!;
    }

    /// <summary>Finds a model by its name.</summary>
    /// <param name="name">One of the names of <see cref="Models"/>.</param>
    /// <returns>The model, or null.</returns>
    public static ServerModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);
}

/// <summary>What is known of a server model, and how one is made.</summary>
/// <param name="Name">Its name, the same everywhere.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Lesson">The lesson's program that it is, or null.</param>
/// <param name="UseWhen">When to use it.</param>
/// <param name="BreaksWhen">When it breaks.</param>
/// <param name="Create">Makes a server that is bound and listening. Its first argument makes the protocol of each connection.</param>
public sealed record ServerModel(
    string Name, string Summary, string? Lesson, string UseWhen, string BreaksWhen, Func<Func<IProtocol>, ServerOptions, IServer> Create)
{
    /// <summary>Why this machine cannot run it, and what to do; null where it can.</summary>
    public string? Unsupported => Refusal?.Invoke();

    /// <summary>Whether a client waits until those before it have left.</summary>
    public bool ServesOneAtATime { get; internal init; }

    /// <summary>Whether as many clients are served at once as there are threads (<see cref="ServerOptions.Threads"/>).</summary>
    public bool TakesThreadPerClient { get; internal init; }

    /// <summary>Whether <see cref="ServerOptions.Threads"/> means anything to it.</summary>
    public bool HasThreads { get; internal init; }

    internal Func<string?>? Refusal { get; init; }
}
