using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>What a comparison's tables say in words, the same in all of them.</summary>
public static class ComparisonCell
{
    /// <summary>Stands before a figure that does not differ from the reference's by more than the noise.</summary>
    public const string SameSign = "≈ ";

    /// <summary>Stands before a figure of which it cannot be told whether it differs from the reference's, since one of them is a
    /// bound.</summary>
    public const string UnknownSign = "? ";

    /// <summary>Stands behind a figure of the pings of all runs together, since no run alone has enough of them.</summary>
    public const string PooledSign = " †";

    /// <summary>What the clients did, and what happened besides.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <returns>Half a sentence.</returns>
    public static string Plan(ScenarioComparison scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return PlanText.Of(scenario.Plan) + (scenario.Beside.Length > 0 ? $"; {scenario.Beside}" : "");
    }

    /// <summary>The measures that somebody has a figure of.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="ofServer">Those of what servers took, or of what clients saw.</param>
    /// <returns>They, in their order.</returns>
    public static IReadOnlyList<Measure> Measures(ScenarioComparison scenario, bool ofServer)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. Lab.Measures.All.Where(measure =>
            measure.IsOfServer == ofServer && scenario.Rows.Any(row => row.Figures.ContainsKey(measure.Key)))];
    }

    /// <summary>The head of a measure's column: its name and unit.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The text.</returns>
    public static string Head(Measure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return measure.Unit.Length == 0 ? measure.Title : $"{measure.Title}, {measure.Unit}";
    }

    /// <summary>A figure: the median, and between which it lay.</summary>
    /// <param name="row">Whose.</param>
    /// <param name="measure">Of what.</param>
    /// <returns>The text; a dash where there is none.</returns>
    public static string Text(ComparisonRow row, Measure measure)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(measure);
        if (!row.Figures.TryGetValue(measure.Key, out Spread? spread)) return "–";
        string sign = row.Differences.GetValueOrDefault(measure.Key)?.State switch
        {
            DifferenceState.NotSeen => SameSign,
            DifferenceState.Unknown => UnknownSign,
            _ => "",
        };
        return sign + Text(spread, measure);
    }

    /// <summary>What the runs showed, whether or not it differs from anything.</summary>
    internal static string Text(Spread spread, Measure measure)
    {
        string median = measure.Number(spread.Median, spread.IsBound);
        if (spread.IsPooled) return median + PooledSign;
        (string least, string most) = (measure.Number(spread.Least, spread.LeastIsBound), measure.Number(spread.Most, spread.MostIsBound));
        // A dash between two numbers would be taken for the sign of the second.
        string between = spread.Least < 0 || spread.MostIsBound ? " to " : "–";
        return least == most ? median : $"{median} ({least}{between}{most})";
    }

    /// <summary>How to read the figures of a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <returns>A sentence or more; null where there is nothing to say.</returns>
    public static string? Legend(ScenarioComparison scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        DifferenceState[] states = [.. scenario.Rows.SelectMany(row => row.Differences.Values).Select(difference => difference.State)];
        List<string> said = [];
        if (states.Length > 0)
        {
            said.Add(states.All(state => state == DifferenceState.TooFewRuns)
                ? "Of so few runs no difference can be told from the noise: 4 are the fewest."
                : $"{SameSign}no difference from {scenario.Reference} seen: the ranges of the runs overlap, or the medians are within "
                    + "2 %.");
        }
        if (states.Contains(DifferenceState.Unknown))
            said.Add($"{UnknownSign}it cannot be told: the true figure behind a bound (≥) may be any larger one.");
        if (scenario.Rows.Any(row => row.Figures.Values.Any(spread => spread.IsPooled)))
            said.Add($"{PooledSign.Trim()} of all runs together, and so without a range: no run alone has the pings for it.");
        return said.Count == 0 ? null : string.Join(' ', said);
    }

    /// <summary>Why a server's figures are to be doubted.</summary>
    /// <param name="row">The server.</param>
    /// <returns>The verdict and its reasons; null where it is VALID.</returns>
    public static string? Doubt(ComparisonRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Verdict.State == VerdictState.Valid) return null;
        int runs = row.Runs.Count(run => run.Verdict.State == row.Verdict.State);
        string reasons = string.Join("; ", row.Verdict.Reasons.Where(reason => reason.State == row.Verdict.State)
            .Select(reason => $"{reason.Check}: {reason.Text}"));
        return $"{row.Verdict.State.ToString().ToUpperInvariant()} in {runs} of {row.Runs.Count} runs: {reasons}";
    }
}
