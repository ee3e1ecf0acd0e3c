namespace Sockeye.Load;

/// <summary>Which reply is right, without its framing.</summary>
/// <param name="Kind">How it is compared.</param>
/// <param name="Text">The text, which may hold {client} and {seq}, or the regular expression; empty where nothing is compared.</param>
public sealed record Expectation(ExpectationKind Kind, string Text = "")
{
    /// <summary>Any reply is right.</summary>
    public static Expectation Anything { get; } = new(ExpectationKind.Anything);
}

/// <summary>How a reply is compared.</summary>
public enum ExpectationKind
{
    /// <summary>Not at all.</summary>
    Anything,

    /// <summary>It must be this text, byte for byte.</summary>
    Text,

    /// <summary>The regular expression must match somewhere in it, read as Latin-1.</summary>
    Regex,
}
