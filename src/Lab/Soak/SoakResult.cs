namespace Sockeye.Lab;

/// <summary>What a server bore.</summary>
public sealed record SoakResult
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>Whether everything that can be told holds.</summary>
    public bool Passed => Checks.All(check => check.State != SoakState.Failed);

    /// <summary>For how long connections were begun, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Connections of the peers that were begun.</summary>
    public required long Lives { get; init; }

    /// <summary>What became of them, by what it is: their sum is <see cref="Lives"/>.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Those that were killed in the middle: left, reset, vanished, or cut by a toxic.</summary>
    public required long Killed { get; init; }

    /// <summary>Bytes of answers that came and were right.</summary>
    public required long VerifiedBytes { get; init; }

    /// <summary>What was wrong, of the first that were.</summary>
    public required IReadOnlyList<string> Wrongs { get; init; }

    /// <summary>The server's own account; null where it gave none.</summary>
    public required AccountReport? Account { get; init; }

    /// <summary>Its resident memory when the soak was over, in bytes.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>How that grew after the warm-up; null where there were too few samples.</summary>
    public required MemoryTrend? Memory { get; init; }

    /// <summary>What must be true, and whether it is.</summary>
    public required IReadOnlyList<SoakCheck> Checks { get; init; }
}
