namespace Sockeye.Lab;

/// <summary>What is to be compared, and how.</summary>
public sealed record ComparisonPlan
{
    /// <summary>The servers, in the order of the tables.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>The scenarios, one after another.</summary>
    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>How often each server is run, every time as a new process. Defaults to 5: fewer than 4 show no differences.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>What the order of the runs is drawn from, in each round anew. Defaults to 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>For how long a new server is pinged before anything counts. Defaults to 500 ms: code that is compiled as it runs is
    /// slow at first.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Who runs where. Defaults to a core for the server and another one for the clients, where there are two.</summary>
    public CoreSplit Cores { get; init; } = CoreSplit.OfThisMachine();
}

/// <summary>How far a comparison is.</summary>
/// <param name="Scenario">The scenario that is run.</param>
/// <param name="Server">The server that it is run against.</param>
/// <param name="Round">Which round this is, from 1.</param>
/// <param name="Done">Runs that are done, of all scenarios.</param>
/// <param name="All">Runs that there are, of all scenarios.</param>
public readonly record struct ComparisonProgress(string Scenario, string Server, int Round, int Done, int All);
