namespace Sockeye.Lab;

/// <summary>What was seen of a server's process when its peers had gone, and what it said itself.</summary>
internal sealed record ServerEnd
{
    /// <summary>Its sockets and eventfds before the first peer came.</summary>
    internal int SocketsBefore { get; init; }

    /// <summary>Those after the last one had left; null where it had ended.</summary>
    internal int? SocketsAfter { get; init; }

    internal long ResidentBytes { get; init; }

    /// <summary>How much of a core it took with nothing to do.</summary>
    internal double? IdleShare { get; init; }

    /// <summary>How long it took to answer one more client; null: it did not.</summary>
    internal TimeSpan? Answer { get; init; }

    /// <summary>Connections that were ours, and no peer's.</summary>
    internal int Probes { get; init; }

    /// <summary>Connects that found a full backlog on this machine, of whatever server.</summary>
    internal long Overflows { get; init; }

    /// <summary>How it exited when it was asked to; null: it did not.</summary>
    internal int? ExitCode { get; init; }

    /// <summary>Its last words, for a person.</summary>
    internal string Said { get; init; } = "";

    /// <summary>What it said besides that it begins and ends: the first of it.</summary>
    internal IReadOnlyList<string> Complaints { get; init; } = [];

    internal AccountReport? Account { get; init; }
}
