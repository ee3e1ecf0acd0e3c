namespace Sockeye.Bench;

/// <summary>The peers in C#, by name, each in a process of its own.</summary>
internal static class Peers
{
    internal static int Serve(string peer)
    {
        Action serve = peer switch
        {
            "await" => AwaitPeer.Serve,
            "saea" => SaeaPeer.Serve,
            "kestrel" => () => KestrelPeer.Serve(inline: false),
            "kestrel-inline" => () => KestrelPeer.Serve(inline: true),
            "dotnetty" => DotNettyPeer.Serve,
            _ => throw new ArgumentException($"No peer is called {peer}.", nameof(peer)),
        };
        serve();
        return Child.AwaitEnd();
    }
}
