using System.Globalization;

namespace Sockeye.Load;

/// <summary>The seconds of a run as HdrHistogram's log (<c>.hlog</c>): every analyser of it reads this. Response times of the
/// pings that were answered, in nanoseconds; the column of maxima in milliseconds.</summary>
public static class IntervalLog
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The run.</param>
    public static void Write(TextWriter output, LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        DateTimeOffset start = report.Environment?.StartedAt ?? DateTimeOffset.UnixEpoch;
        output.Write("#[Histogram log format version 1.3]\n");
        output.Write(Text($"#[StartTime: {start.ToUnixTimeMilliseconds() / 1e3:0.000} (seconds since epoch), {start:O}]\n"));
        output.Write("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
        for (int i = 0; i < report.Intervals.Count; i++)
        {
            IntervalReport interval = report.Intervals[i];
            double end = i + 1 < report.Intervals.Count ? report.Intervals[i + 1].StartMs : report.WindowMs;
            // The last one may be the drain, after the window: no length is known of it.
            double length = Math.Max(0, end - interval.StartMs) / 1e3;
            if (interval.Hdr is { } hdr)
                output.Write(Text($"Tag=response,{interval.StartMs / 1e3:0.000},{length:0.000},{interval.MaxMs ?? 0:0.000},{hdr}\n"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
