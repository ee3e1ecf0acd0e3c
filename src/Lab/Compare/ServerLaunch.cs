namespace Sockeye.Lab;

/// <summary>A command that becomes a server.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ServerLaunch(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The port of 127.0.0.1 that it was told to listen on, so that it is ready as soon as it accepts there; null, the
    /// default: it says «Listening on» its address by itself.</summary>
    public int? Port { get; init; }

    /// <summary>What it finds in its environment besides ours.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
