namespace Sockeye.Protocols;

/// <summary>The protocols that come with the library.</summary>
public static class ProtocolCatalog
{
    /// <summary>All protocols; the first is the lesson's.</summary>
    public static IReadOnlyList<ProtocolEntry> Protocols { get; } =
    [
        new("pingpong", "lines: «ping [client [sequence]]» is answered «pong» with the same numbers", () => new PingPong()),
        new("echo", "every byte comes back", () => new Echo()),
        new("resp", "enough of Redis' protocol for redis-cli and redis-benchmark: PING, ECHO, QUIT", () => new Resp()),
    ];

    /// <summary>Finds a protocol by its name.</summary>
    /// <param name="name">One of the names of <see cref="Protocols"/>.</param>
    /// <returns>The protocol, or null.</returns>
    public static ProtocolEntry? Find(string name) => Protocols.FirstOrDefault(protocol => protocol.Name == name);
}

/// <summary>What is known of a protocol, and how one is made.</summary>
/// <param name="Name">Its name, the same everywhere.</param>
/// <param name="Summary">What is said, in a line.</param>
/// <param name="Create">Makes the protocol of one connection.</param>
public sealed record ProtocolEntry(string Name, string Summary, Func<IProtocol> Create);
