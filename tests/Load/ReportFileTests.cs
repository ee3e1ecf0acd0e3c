using System.Globalization;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

/// <summary>The files that other programs read.</summary>
public class ReportFileTests
{
    [Fact]
    public void Clients_and_seconds_as_tables()
    {
        LoadReport report = LoadReport.Of(Open(run => run with
        {
            Clients =
            [
                run.Clients[0] with { Failure = new(FailureKind.WrongReply, "expected «a, \"b\"»") },
                Client(1, firstPong: null, longest: 0),
            ],
        }));
        Assert.Equal(
            "client,pings,sent,pongs,connect_ms,wait_ms,first_pong_ms,last_pong_ms,longest_response_ms,failure,detail\n"
                + "0,500,500,500,0.05,1.2,1.25,2001,2,wrong reply,\"expected «a, \"\"b\"\"»\"\n"
                + "1,10,1,0,0.2,,,,,,\n",
            Written(file => ReportCsv.WriteClients(file, report)));
        string[] seconds = Written(file => ReportCsv.WriteIntervals(file, report)).Split('\n');
        Assert.Equal("start_ms,sent,answered,failed,in_flight,response_p50_ms,response_p99_ms,response_max_ms", seconds[0]);
        Assert.StartsWith("0,1000,999,0,1,1.2", seconds[1], StringComparison.Ordinal);
        Assert.StartsWith("1000,1000,1001,0,0,1.7", seconds[2], StringComparison.Ordinal);
        Assert.Equal(4, seconds.Length);
    }

    [Fact]
    public void The_percentile_text_rises_to_all_pings()
    {
        Latencies latencies = Times(1000, i => (i + 1) * 1_000_000L);
        latencies.Censor(5_000_000_000);
        string[] lines = Written(file => PercentileText.Write(file, latencies)).TrimEnd('\n').Split('\n');
        Assert.Equal("       Value     Percentile TotalCount 1/(1-Percentile)", lines[0]);
        double[][] rows = [.. lines[2..^2].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word == "inf" ? double.PositiveInfinity : double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First[0] < pair.Second[0] && pair.First[2] < pair.Second[2]));
        Assert.All(rows, row => Assert.InRange(row[0], row[2] * 0.999, row[2] == 1001 ? 5001 : row[2] * 1.001));
        Assert.Equal([5000, 1, 1001, double.PositiveInfinity], rows[^1]);
        Assert.Equal("#[Max     =  5000.000000, Unanswered     =            1]", lines[^1]);
    }

    [Fact]
    public void The_log_is_read_by_the_reference()
    {
        LoadReport report = LoadReport.Of(Open(), Machine);
        string log = Written(file => IntervalLog.Write(file, report));
        Assert.StartsWith("#[Histogram log format version 1.3]\n#[StartTime: 0.000 (seconds since epoch), ", log, StringComparison.Ordinal);
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(log));
        using HdrHistogram.HistogramLogReader reader = new(stream);
        Assert.Equal([("response", 999), ("response", 1001)], reader.ReadHistograms().Select(second => (second.Tag, second.TotalCount)));
    }

    [Fact]
    public void Several_results_stand_side_by_side()
    {
        StringWriter text = new();
        ReportComparison.Write(text, [("a.json", LoadReport.Of(Open())), ("b.json", LoadReportTests.Report("empty"))]);
        GoldenFile.Equal("comparison.txt", text.ToString());
    }

    private static string Written(Action<TextWriter> write)
    {
        StringWriter text = new();
        write(text);
        return text.ToString();
    }
}
