using System.Globalization;

namespace Sockeye.Load;

/// <summary>The percentiles of a run: a row a kind of time, in milliseconds, each with the half of its 95 % interval. A bound is
/// marked by ≥, and by ~ that few pings lie beyond; n/a stands where too few do.</summary>
internal static class PercentileTable
{
    private const int NameWidth = 13;
    private const int CellWidth = 16;
    private const string Doubt = "~";

    internal static void Write(TextWriter output, LoadReport report)
    {
        string heads = string.Concat(LatencyReport.Percents.Select(percent => $"p{Number(percent, "0.##")}".PadLeft(CellWidth)));
        output.WriteLine($"{"",NameWidth}{heads}{"max",CellWidth}   (ms, 95 % interval)");
        bool doubts = false;
        foreach ((string name, LatencyReport latencies) in Rows(report))
        {
            string cells = string.Concat(LatencyReport.Percents.Select(percent => Cell(latencies, percent).PadLeft(CellWidth)));
            doubts |= cells.Contains(Doubt, StringComparison.Ordinal);
            string max = latencies.MaxMs is { } most ? (latencies.MaxIsBound ? "≥ " : "") + Figure(most) : "n/a";
            output.WriteLine($"{name,-NameWidth}{cells}{max,CellWidth}");
        }
        if (doubts)
            output.WriteLine($"{Doubt} fewer than {LatencyPercentile.FewBeyond} lie beyond: another run may well say something else");
    }

    // In a closed loop a ping is due when it is sent, so there is one time to tell, and its name says that nobody else's
    // waiting is in it.
    private static IEnumerable<(string Name, LatencyReport Latencies)> Rows(LoadReport report)
    {
        LatencyReports latencies = report.LatencyMs;
        if (report.Plan.Rate is null)
        {
            yield return ("service", latencies.Response);
        }
        else
        {
            yield return ("response", latencies.Response);
            yield return ("service", latencies.Service);
            if (latencies.SendLag is { } lag) yield return ("send lag", lag);
        }
        yield return ("connect", latencies.Connect);
        yield return ("first pong", latencies.FirstPongWait);
    }

    private static string Cell(LatencyReport latencies, double percent)
    {
        bool isDoubtful = LatencyPercentile.Beyond(percent, latencies.Count + latencies.Censored) < LatencyPercentile.FewBeyond;
        return latencies.Percentile(percent) is { } known ? (isDoubtful ? Doubt : "") + Cell(known) : "n/a";
    }

    private static string Cell(PercentileReport percentile) => percentile switch
    {
        { IsBound: true } => $"≥ {Figure(percentile.Ms)}",
        { HighIsBound: true } => $"{Figure(percentile.Ms)} ±?",
        _ => $"{Figure(percentile.Ms)} ±{Half(Math.Max(percentile.HighMs - percentile.Ms, percentile.Ms - percentile.LowMs))}",
    };

    // Three digits, as the histograms have them; a loopback's microseconds among them.
    private static string Figure(double ms) => Number(ms, ms switch { < 10 => "0.000", < 100 => "0.00", < 1000 => "0.0", _ => "#,0" });

    private static string Half(double ms) => Number(ms, ms switch { < 0.1 => ".000", < 1 => ".00", < 10 => "0.0", _ => "#,0" });

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
