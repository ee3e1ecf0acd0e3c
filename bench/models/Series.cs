namespace Sockeye.Bench;

/// <summary>What the rounds showed of one figure.</summary>
internal sealed record Series(double Median, double Least, double Most)
{
    /// <summary>Of the values that there are; null without any.</summary>
    internal static Series? Of(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        if (sorted.Length == 0) return null;
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Series(median, sorted[0], sorted[^1]);
    }
}
