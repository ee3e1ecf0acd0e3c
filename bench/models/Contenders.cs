using System.Globalization;
using Sockeye.Servers;

namespace Sockeye.Bench;

/// <summary>The servers, in the order of the tables: the floor, ours, then what else there is.</summary>
internal static class Contenders
{
    internal const string Floor = "c-epoll";

    // On the engine of the runtime's sockets, as this variable lets them, continuations run on the thread that polls.
    private static readonly Dictionary<string, string> Inline = new() { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" };

    /// <summary>All of them.</summary>
    /// <param name="floor">The compiled epoll.c; null without a compiler.</param>
    internal static IReadOnlyList<Contender> All(string? floor) =>
    [
        new(Floor, "level-triggered epoll on one thread, in C (epoll.c)", _ => new Launch(floor!, ["0"]))
        {
            Missing = floor is null ? "no C compiler (cc) here" : null,
            Compiles = false,
        },
        .. ServerCatalog.Models.Select(Ours),
        Peer("await", "await on the runtime's sockets, a task a connection"),
        Peer("await", "the same, completions inline", "await-inline"),
        Peer("saea", "SocketAsyncEventArgs, callbacks"),
        Peer("saea", "the same, completions inline", "saea-inline"),
        Peer("kestrel", "Kestrel, a ConnectionHandler on its pipes"),
        Peer("kestrel-inline", "the same, scheduled and completed inline", "kestrel-inline"),
        Peer("dotnetty", "DotNetty, a line decoder and a handler, one event loop"),
        Script("asyncio", "Python asyncio, a BufferedProtocol", "python3", "asyncio_ping.py"),
        Script("node", "Node net, a data handler", "node", "node_ping.js"),
    ];

    private static Contender Ours(ServerModel model) => new(model.Name, "ours: " + model.Summary, connections => Child.Self(
        "serve-model", model.Name, (model.Name == "threads" ? connections : 1).ToString(CultureInfo.InvariantCulture)))
    {
        Missing = model.Unsupported,
        Most = model.Name switch
        {
            "sequential" => (1, "it serves one connection at a time"),
            "threads" => (1000, "a thread a connection"),
            _ => (int.MaxValue, ""),
        },
    };

    private static Contender Peer(string peer, string summary, string? inline = null) => new(
        inline ?? peer, summary, _ => Child.Self("serve-peer", peer) with { Environment = inline is null ? [] : Inline });

    private static Contender Script(string name, string summary, string interpreter, string file) => new(
        name, summary, _ => new Launch(interpreter, [Path.Combine(AppContext.BaseDirectory, "peers", file)]))
    {
        Missing = CProgram.Find(interpreter) is null ? $"{interpreter} is not here" : null,
        Compiles = name == "node",
    };
}
