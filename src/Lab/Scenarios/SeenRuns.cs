using System.Globalization;

namespace Sockeye.Lab;

/// <summary>What one server's runs of a scenario showed: what a finding is made from.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="runs">Its runs, one at least.</param>
/// <param name="figures">What they have in common, by the measure's key.</param>
internal sealed class SeenRuns(Scenario scenario, IReadOnlyList<ServerRun> runs, IReadOnlyDictionary<string, Spread> figures)
{
    internal Scenario Scenario => scenario;

    /// <summary>A measure's figure over the runs; null where there is none.</summary>
    internal Spread? this[Measure measure] => figures.GetValueOrDefault(measure.Key);

    /// <summary>The median of a measure as text, with a bound's sign where it is one.</summary>
    internal string Text(Measure measure) => this[measure] is { } spread ? measure.Text(spread.Median, spread.IsBound) : "n/a";

    /// <summary>A sentence that is made of each run by itself: said once where all agree, otherwise with how many do.</summary>
    internal string Agreed(Func<ServerRun, string> sentence)
    {
        IGrouping<string, string>[] said = [.. runs.Select(sentence).GroupBy(text => text).OrderByDescending(same => same.Count())];
        return said.Length == 1
            ? said[0].Key
            : string.Create(CultureInfo.InvariantCulture, $"{said[0].Key} (in {said[0].Count()} of {runs.Count} runs)");
    }

    /// <summary>What to say before any figure: pings of which nothing came back; null where all did.</summary>
    internal string? Unanswered()
    {
        long scheduled = runs.Sum(run => run.Load.Counts.Scheduled);
        long answered = runs.Sum(run => run.Load.Counts.Answered);
        if (answered == scheduled) return null;
        int least = runs.Min(run => run.Load.FirstPong.NeverServed), most = runs.Max(run => run.Load.FirstPong.NeverServed);
        string share = string.Create(
            CultureInfo.InvariantCulture, $"{100.0 * answered / Math.Max(1, scheduled):0.#} % of the pings were answered");
        string never = least == most ? $"{most}" : $"{least} to {most}";
        string failed = Findings.OfFailures(runs.Select(run => run.Load));
        return most == 0 ? share + failed : $"{never} of {runs[0].Load.Clients.Count} clients were never served, and {share}{failed}";
    }
}
