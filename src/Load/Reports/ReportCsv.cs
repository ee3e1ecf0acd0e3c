using System.Globalization;

namespace Sockeye.Load;

/// <summary>A result as tables for a spreadsheet: a row a client, a row a second. Milliseconds; empty is what is not known.</summary>
public static class ReportCsv
{
    /// <summary>Writes a row a client.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The result.</param>
    public static void WriteClients(TextWriter output, LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        output.Write("client,pings,sent,pongs,connect_ms,wait_ms,first_pong_ms,last_pong_ms,longest_response_ms,failure,detail\n");
        foreach (ClientReport client in report.Clients)
        {
            Row(
                output, client.Client, client.Pings, client.Sent, client.Pongs, client.ConnectMs, client.WaitMs, client.FirstPongMs,
                client.LastPongMs, client.LongestResponseMs, client.Failure, client.Detail);
        }
    }

    /// <summary>Writes a row a second.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The result.</param>
    public static void WriteIntervals(TextWriter output, LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        output.Write("start_ms,sent,answered,failed,in_flight,response_p50_ms,response_p99_ms,response_max_ms\n");
        foreach (IntervalReport second in report.Intervals)
            Row(output, second.StartMs, second.Sent, second.Answered, second.Failed, second.InFlight, second.P50Ms, second.P99Ms, second.MaxMs);
    }

    private static void Row(TextWriter output, params object?[] cells) => output.Write(string.Join(',', cells.Select(Cell)) + "\n");

    // RFC 4180: a cell with a comma, a quote or a line break stands in quotes, and its quotes are doubled.
    private static string Cell(object? value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
