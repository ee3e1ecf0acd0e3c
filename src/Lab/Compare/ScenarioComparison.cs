using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>What one scenario showed of the servers.</summary>
public sealed record ScenarioComparison
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The scenario of whose sweep this is one rate; null where it was run at its own.</summary>
    public string? SweepOf { get; init; }

    /// <summary>What it shows, in a sentence.</summary>
    public required string Shows { get; init; }

    /// <summary>Its particulars besides the plan; empty where there are none.</summary>
    public required string Beside { get; init; }

    /// <summary>What the clients did.</summary>
    public required PlanReport Plan { get; init; }

    /// <summary>The server that the others are compared with; null where none was run.</summary>
    public required string? Reference { get; init; }

    /// <summary>In which order the servers were run, round by round.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Order { get; init; }

    /// <summary>What each server showed.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>Who did not take part, or failed, and why.</summary>
    public required IReadOnlyList<AbsenceReport> Absent { get; init; }
}

/// <summary>What one server showed in a scenario.</summary>
public sealed record ComparisonRow
{
    /// <summary>Its name.</summary>
    public required string Server { get; init; }

    /// <summary>The worst of its runs' verdicts, with every reason once.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What happened, in half a sentence.</summary>
    public required string Finding { get; init; }

    /// <summary>The figures over its runs, by the keys of <see cref="Measures"/>; what is not known is missing.</summary>
    public required IReadOnlyDictionary<string, Spread> Figures { get; init; }

    /// <summary>How they differ from the reference's; empty for the reference itself.</summary>
    public required IReadOnlyDictionary<string, Difference> Differences { get; init; }

    /// <summary>The response times of all its runs together.</summary>
    public required LatencyReport Response { get; init; }

    /// <summary>Each run.</summary>
    public required IReadOnlyList<RunReport> Runs { get; init; }
}

/// <summary>One run.</summary>
/// <param name="Round">Which round it was of, from 1.</param>
/// <param name="Verdict">Whether its figures can be trusted.</param>
/// <param name="Counts">What became of every ping.</param>
/// <param name="Failures">Clients that failed, by kind.</param>
/// <param name="Order">The clients' numbers in the order of their pongs; null where there were too many.</param>
/// <param name="Figures">Its figures, by the keys of <see cref="Measures"/>.</param>
/// <param name="BlastRadius">Whom the scenario's slowness delayed; null where it has none.</param>
/// <param name="Intervals">The run, a second at a time, without histograms.</param>
public sealed record RunReport(
    int Round, Verdict Verdict, PingCounts Counts, IReadOnlyDictionary<string, int> Failures, string? Order,
    IReadOnlyDictionary<string, Figure> Figures, BlastReport? BlastRadius, IReadOnlyList<IntervalReport> Intervals);

/// <summary>A server without figures in a scenario.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="HasFailed">Whether it should have taken part: it did not start, or did not answer.</param>
public sealed record AbsenceReport(string Server, string Reason, bool HasFailed);
