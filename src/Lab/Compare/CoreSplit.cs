using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>Who runs where, so that a server and its clients do not take each other's time.</summary>
/// <param name="Server">The server's core; null where it is not bound.</param>
/// <param name="Client">The clients' core; null where they are not bound.</param>
public sealed record CoreSplit(int? Server, int? Client)
{
    /// <summary>Nobody is bound.</summary>
    public static CoreSplit None { get; } = new(null, null);

    /// <summary>A core for the server and another one for the clients, where this process may use two. Linux.</summary>
    /// <returns>The cores.</returns>
    public static CoreSplit OfThisMachine() =>
        OperatingSystem.IsLinux() && CurrentThread.Cpus is [var server, var client, ..] ? new(server, client) : None;

    /// <summary>In words.</summary>
    /// <returns>Half a sentence.</returns>
    public override string ToString() => Server is null
        ? "not bound to cores: servers and clients share them"
        : $"servers on core {Server}, clients on core {Client}";
}
