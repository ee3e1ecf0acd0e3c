using System.Globalization;
using System.Text.RegularExpressions;

namespace Sockeye.Load;

/// <summary>
/// A limit that a run must keep: <c>p99&lt;5ms</c> (of the response time), <c>service.p50&lt;200us</c>, <c>connect.max&lt;1s</c>,
/// <c>rate&gt;20k</c> (pongs a second), <c>failed&lt;1%</c> (of the pings, or a number of them; in a closed loop of a duration of the
/// clients, where that is more). What is not known is not kept.
/// </summary>
public sealed partial record Threshold
{
    private Threshold(string text, string subject, double percent, bool below, double limit, bool isShare) =>
        (Text, Subject, Percent, Below, Limit, IsShare) = (text, subject, percent, below, limit, isShare);

    /// <summary>The limit as it was written.</summary>
    public string Text { get; }

    private string Subject { get; }

    // Of latencies; above 100 is the longest.
    private double Percent { get; }

    private bool Below { get; }

    // Milliseconds, pings a second, pings, or a share of them.
    private double Limit { get; }

    private bool IsShare { get; }

    /// <summary>Reads one.</summary>
    /// <param name="text">As in the examples.</param>
    /// <param name="threshold">The limit; null where the text is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out Threshold? threshold)
    {
        threshold = null;
        Match match = Form().Match(text.Trim());
        if (!match.Success) return false;
        string subject = match.Groups["kind"].Value;
        bool below = match.Groups["sign"].Value == "<";
        string unit = match.Groups["unit"].Value;
        double number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        if (match.Groups["count"].Success)
        {
            subject = match.Groups["count"].Value;
            if (unit is not ("" or "k" or "m" or "%") || (unit == "%" && subject == "rate")) return false;
            threshold = new(text, subject, 0, below, number * unit switch { "k" => 1e3, "m" => 1e6, "%" => 0.01, _ => 1 }, unit == "%");
            return true;
        }
        double? milliseconds = unit switch { "us" => 0.001, "ms" => 1, "s" => 1e3, "m" => 6e4, _ => null };
        double percent = match.Groups["percent"] is { Success: true } given
            ? double.Parse(given.Value, CultureInfo.InvariantCulture)
            : double.PositiveInfinity;
        if (milliseconds is null || (match.Groups["percent"].Success && percent >= 100)) return false;
        threshold = new(text, subject.Length == 0 ? "response" : subject, percent, below, number * milliseconds.Value, false);
        return true;
    }

    /// <summary>Checks it.</summary>
    /// <param name="report">The run.</param>
    /// <returns>Whether the run kept it.</returns>
    /// <exception cref="FormatException">The report's histograms are damaged.</exception>
    public ThresholdResult Check(LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Subject switch
        {
            "rate" => Judge(report.Metrics.Rate, isBound: false, unit: "pings/s"),
            "failed" when IsShare => Failed(report),
            "failed" => Judge(report.Counts.Scheduled - report.Counts.Answered, isBound: false, "pings"),
            _ => Judge(Subject switch
            {
                "service" => report.LatencyMs.Service,
                "connect" => report.LatencyMs.Connect,
                "wait" => report.LatencyMs.FirstPongWait,
                _ => report.LatencyMs.Response,
            }),
        };
    }

    private ThresholdResult Judge(LatencyReport report)
    {
        if (double.IsInfinity(Percent)) return Judge(report.MaxMs, report.MaxIsBound, "ms");
        LatencyPercentile? percentile = report.Latencies().Percentile(Percent);
        return Judge(percentile?.Value / 1e6, percentile?.IsBound ?? false, "ms");
    }

    // At least so much keeps no upper limit: it may be any more.
    private ThresholdResult Judge(double? value, bool isBound, string unit) => new(
        Text, value, isBound, unit, value is { } known && (Below ? known < Limit && !isBound : known > Limit));

    // In a closed loop a client that failed asks no more: of the pings its share is next to nothing, however many clients failed.
    private ThresholdResult Failed(LoadReport report)
    {
        PingCounts counts = report.Counts;
        double? pings = counts.Scheduled == 0 ? null : (double)(counts.Scheduled - counts.Answered) / counts.Scheduled;
        bool isClosed = report.Plan is { Rate: null, DurationMs: not null };
        double clients = isClosed ? (double)report.Clients.Count(client => client.Failure is not null) / report.Clients.Count : 0;
        return clients > (pings ?? 0)
            ? Judge(clients, isBound: false, "of the clients")
            : Judge(pings, isBound: false, "of the pings");
    }

    // No two parts that follow one another can both take a space: a long run of them would be tried in every division. [0-9], since \d
    // takes the digits of every script.
    [GeneratedRegex(
        @"^(?:(?<count>rate|failed)|(?:(?<kind>response|service|connect|wait)\.)?(?:p(?<percent>[0-9]+(?:\.[0-9]+)?)|max))"
        + @"\s*(?<sign>[<>])\s*(?<number>[0-9]+(?:\.[0-9]+)?)\s*(?<unit>us|ms|s|m|k|%|)\z")]
    private static partial Regex Form();
}

/// <summary>Whether a run kept a limit.</summary>
/// <param name="Text">The limit as it was written.</param>
/// <param name="Value">What was seen; null where too few pings stand behind it.</param>
/// <param name="IsBound">Whether it was at least that, and is not known better.</param>
/// <param name="Unit">What the value counts.</param>
/// <param name="Kept">Whether the limit was kept; what is not known is not.</param>
public sealed record ThresholdResult(string Text, double? Value, bool IsBound, string Unit, bool Kept);
