using System.Globalization;

namespace Sockeye.Load;

/// <summary>A distribution as HdrHistogram's percentile text (<c>.hgrm</c>), in milliseconds: every plotter of it reads this.
/// Times and ages together; a comment says how many are ages.</summary>
public static class PercentileText
{
    // So many lines for every halving of what lies beyond, as HdrHistogram writes them.
    private const int LinesPerHalving = 5;

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="latencies">What.</param>
    public static void Write(TextWriter output, Latencies latencies)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(latencies);
        output.Write("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
        long total = latencies.Count + latencies.Censored;
        long told = 0;
        for (double percent = 0; told < total; percent = Next(percent))
        {
            long rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * total));
            // Lines that would repeat the one before are left out: there is nothing between them.
            if (rank <= told) continue;
            (long value, told) = latencies.AtRank(rank);
            Line(output, value, told, total);
        }
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"#[Mean    = {latencies.Mean / 1e6 ?? 0,12:0.000000}, Total count    = {total,12}]\n"
                + $"#[Max     = {latencies.Max / 1e6 ?? 0,12:0.000000}, Unanswered     = {latencies.Censored,12}]\n"));
    }

    private static double Next(double percent) => percent + (100 - percent) / LinesPerHalving / 2;

    private static void Line(TextWriter output, long value, long count, long total)
    {
        double share = (double)count / total;
        string beyond = count == total ? "inf" : (1 / (1 - share)).ToString("0.00", CultureInfo.InvariantCulture);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{value / 1e6,12:0.000000} {share:0.000000000000} {count,10} {beyond,14}\n"));
    }
}
