namespace Sockeye.Load;

/// <summary>Whether a figure of one second tells something about that of the next: Spearman's correlation of neighbours, from -1 to 1.
/// Ranks, since times have long tails.</summary>
internal static class RankCorrelation
{
    /// <summary>With fewer neighbours chance alone is strong.</summary>
    internal const int LeastPairs = 8;

    // The normal distribution's 97.5th percentile: of independent figures one in twenty goes beyond.
    private const double Z = 1.96;

    /// <summary>The correlation of each figure with the one after it.</summary>
    /// <returns>The correlation; null of too few figures, or where all are the same.</returns>
    internal static double? OfNeighbours(IReadOnlyList<double> figures)
    {
        int pairs = figures.Count - 1;
        if (pairs < LeastPairs) return null;
        double[] earlier = Ranks([.. figures.Take(pairs)]);
        double[] later = Ranks([.. figures.Skip(1)]);
        // Ranks have the same mean on both sides.
        double mean = (pairs + 1) / 2.0;
        double both = 0, one = 0, other = 0;
        for (int i = 0; i < pairs; i++)
        {
            both += (earlier[i] - mean) * (later[i] - mean);
            one += (earlier[i] - mean) * (earlier[i] - mean);
            other += (later[i] - mean) * (later[i] - mean);
        }
        return one == 0 || other == 0 ? null : both / Math.Sqrt(one * other);
    }

    /// <summary>Whether a correlation is more than chance, of so many figures.</summary>
    internal static bool IsSignificant(double correlation, int figures) => Math.Abs(correlation) > Z / Math.Sqrt(figures - 2);

    // From 1; equal figures share the mean of their ranks.
    private static double[] Ranks(double[] figures)
    {
        int[] order = [.. Enumerable.Range(0, figures.Length).OrderBy(i => figures[i])];
        double[] ranks = new double[figures.Length];
        for (int first = 0; first < order.Length;)
        {
            int end = first + 1;
            while (end < order.Length && figures[order[end]] == figures[order[first]]) end++;
            for (int i = first; i < end; i++) ranks[order[i]] = (first + 1 + end) / 2.0;
            first = end;
        }
        return ranks;
    }
}
