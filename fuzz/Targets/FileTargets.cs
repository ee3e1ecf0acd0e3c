using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Load;

namespace Sockeye.Fuzz;

/// <summary>
/// Files that another machine may have written: what is none is refused by the documented exception and no other, and what is read
/// can be written, read back as it was, and shown, whatever stands in it.
/// </summary>
internal static partial class FileTargets
{
    private const int Columns = 80;

    internal static IReadOnlyList<Target> All { get; } =
    [
        new("trace", Trace, FileSeeds.Traces), new("report", Report, FileSeeds.Reports),
        new("comparison", Comparison, FileSeeds.Comparisons), new("plan", Plan, FileSeeds.Plans),
        new("histogram", Histogram, FileSeeds.Histograms),
    ];

    private static string Trace(byte[] input)
    {
        Trace trace;
        try
        {
            trace = Lab.Trace.Read(new StringReader(Encoding.UTF8.GetString(input)));
        }
        catch (FormatException)
        {
            return "refused";
        }
        foreach (GanttBy by in Enum.GetValues<GanttBy>())
        {
            Gantt gantt = Gantt.Of(trace, by);
            StringWriter lanes = new();
            Lanes.Write(lanes, gantt, Columns);
            Shown(OwnColours().Replace(lanes.ToString(), ""));
            GanttSvg.Write(gantt, new StringWriter());
            ArrayBufferWriter<byte> json = new();
            GanttChrome.Write(gantt, json);
            JsonDocument.Parse(json.WrittenMemory).Dispose();
        }
        return trace.Events.Count == 0 ? "empty" : "read";
    }

    private static string Report(byte[] input)
    {
        LoadReport report;
        try
        {
            report = LoadReport.Read(Encoding.UTF8.GetString(input));
        }
        catch (FormatException)
        {
            return "refused";
        }
        string written = Written(report.Write);
        Property.Same(written, Written(LoadReport.Read(written).Write), "read again");
        Shown(Written(text => ReportText.Write(text, report)));
        Shown(Written(text => ReportComparison.Write(text, [("a", report), ("b", report)])));
        ReportCsv.WriteClients(TextWriter.Null, report);
        ReportCsv.WriteIntervals(TextWriter.Null, report);
        try
        {
            report.Plan.Plan();
            IntervalLog.Write(TextWriter.Null, report);
            PercentileText.Write(TextWriter.Null, report.LatencyMs.Response.Latencies());
            ReportText.Write(TextWriter.Null, ReportMerge.Of([report, report with { Plan = report.Plan with { Segment = "another" } }]));
            return "read";
        }
        catch (FormatException)
        {
            return "damaged";
        }
    }

    private static string Comparison(byte[] input)
    {
        Comparison comparison;
        try
        {
            comparison = Lab.Comparison.Read(Encoding.UTF8.GetString(input));
        }
        catch (FormatException)
        {
            return "refused";
        }
        string written = Written(comparison.Write);
        Property.Same(written, Written(Lab.Comparison.Read(written).Write), "read again");
        return "read";
    }

    private static string Plan(byte[] input)
    {
        ClientPlan plan;
        try
        {
            plan = ClientPlan.FromJson(Encoding.UTF8.GetString(input));
        }
        catch (JsonException)
        {
            return "refused";
        }
        Property.Same(plan.ToJson(), ClientPlan.FromJson(plan.ToJson()).ToJson(), "read again");
        Property.Same(plan.Hash, ClientPlan.FromJson(plan.ToJson()).Hash, "hashed again");
        try
        {
            plan.Check();
            return "read";
        }
        catch (ArgumentException)
        {
            return "senseless";
        }
    }

    // The counters as they are packed: what is around them is compressed, and a fuzzer would not get through it.
    private static string Histogram(byte[] input)
    {
        Histogram histogram;
        try
        {
            histogram = Load.Histogram.Unpack(input);
        }
        catch (FormatException)
        {
            return "refused";
        }
        Histogram again = HdrEncoding.Decode(HdrEncoding.Encode(histogram));
        Property.Holds(again.Total == histogram.Total && again.Counts.SequenceEqual(histogram.Counts), "not the counts that were written");
        Latencies latencies = Latencies.Of(histogram, histogram, 0, default);
        foreach (double percent in LatencyReport.Percents) latencies.Percentile(percent);
        PercentileText.Write(TextWriter.Null, latencies);
        return histogram.Total == 0 ? "empty" : "read";
    }

    private static void Shown(string text) =>
        Property.Holds(!text.Any(letter => char.IsControl(letter) && letter != '\n'), $"a terminal would obey: {text}");

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex OwnColours();

    private static string Written(Action<TextWriter> write)
    {
        StringWriter text = new();
        write(text);
        return text.ToString();
    }
}
