namespace Sockeye.Lab;

/// <summary>What became of one life of a peer.</summary>
internal enum Outcome
{
    /// <summary>Everything came back, and then the end of the stream.</summary>
    Completed,

    /// <summary>It left in the middle.</summary>
    Left,

    /// <summary>It reset the connection in the middle.</summary>
    Reset,

    /// <summary>It vanished in the middle.</summary>
    Vanished,

    /// <summary>It said or read nothing more, and the server ended it.</summary>
    EndedByClock,

    /// <summary>A toxic ended it early; what came until then was right.</summary>
    Cut,

    /// <summary>The proxy was down.</summary>
    Refused,

    /// <summary>It ended early, and this process had been held up for so long that a clock of the server may have run out.</summary>
    Late,

    /// <summary>It was cut off since the soak was.</summary>
    Unfinished,

    /// <summary>A byte was wrong, or missing, or too many; or it ended early, or not at all.</summary>
    Wrong,
}
