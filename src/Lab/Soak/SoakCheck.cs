namespace Sockeye.Lab;

/// <summary>One thing that must be true after a soak.</summary>
/// <param name="Name">What is looked at, in a word.</param>
/// <param name="State">Whether it is true.</param>
/// <param name="Finding">What was seen, in a line.</param>
public sealed record SoakCheck(string Name, SoakState State, string Finding);

/// <summary>What came of a check.</summary>
public enum SoakState
{
    /// <summary>It holds.</summary>
    Ok,

    /// <summary>The soak was too short to tell, or was cut short.</summary>
    Untold,

    /// <summary>It does not hold.</summary>
    Failed,
}
