namespace Sockeye.Lab;

/// <summary>What is known of a toxic, and how one is drawn.</summary>
/// <param name="Name">Its name on a command line.</param>
/// <param name="Summary">What it does, in a few words.</param>
public sealed record ToxicKind(string Name, string Summary)
{
    /// <summary>Draws one of a strength that suits a conversation of some bytes; null: it concerns the proxy and not a direction.</summary>
    internal Func<Random, int, Toxic>? Draw { get; init; }

    /// <summary>Whether it may end a connection before it was to end.</summary>
    internal bool Cuts { get; init; }

    /// <summary>Whether it changes bytes: a check of checks, which is only done when asked for by name.</summary>
    internal bool Corrupts { get; init; }
}
