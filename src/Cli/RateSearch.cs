namespace Sockeye.Cli;

/// <summary>Finds the highest rate that keeps a limit: doubles until it is missed, then halves the gap. The limit is taken to be
/// kept below that rate and missed above it; what was tried is the evidence.</summary>
internal static class RateSearch
{
    /// <summary>The gap between kept and missed at which it ends, over the kept rate.</summary>
    internal const double Precision = 0.05;

    /// <summary>Trials, at the most.</summary>
    internal const int MostTrials = 40;

    /// <summary>Searches.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="keeps">Tries a rate; null where the search is to end.</param>
    /// <returns>The highest rate that was seen to keep the limit; null where none was.</returns>
    internal static async Task<double?> Run(double from, Func<double, Task<bool?>> keeps)
    {
        double? kept = null;
        double? missed = null;
        double rate = from;
        for (int trial = 0; trial < MostTrials && !(missed - kept <= Precision * kept); trial++)
        {
            bool? verdict = await keeps(rate);
            if (verdict is null) break;
            if (verdict.Value) kept = rate;
            else missed = rate;
            rate = (kept, missed) switch
            {
                ({ } low, { } high) => (low + high) / 2,
                ({ } low, null) => low * 2,
                (null, { } high) => high / 2,
                _ => rate,
            };
            if (rate < 1 || rate > Rates.Highest) break;
        }
        return kept;
    }
}
