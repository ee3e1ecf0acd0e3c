using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The files that a result is written to, as options of a verb.</summary>
internal sealed class ResultFlags
{
    private readonly Option<string?> _output =
        new("--output", "-o") { Description = "Write the result file (JSON), for report and merge.", HelpName = "file" };

    private readonly Option<string?> _csv =
        new("--csv") { Description = "Write clients.csv and intervals.csv into a directory.", HelpName = "directory" };

    private readonly Option<string?> _hgrm =
        new("--hgrm") { Description = "Write the response times' distribution as HdrHistogram's percentile text.", HelpName = "file" };

    private readonly Option<string?> _hlog =
        new("--hlog") { Description = "Write the response times of every second as HdrHistogram's log.", HelpName = "file" };

    private Option[] All => [_output, _csv, _hgrm, _hlog];

    internal void AddTo(Command command)
    {
        foreach (Option option in All) command.Options.Add(option);
    }

    internal bool Given(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was measured is on the output).</exception>
    internal void Write(ParseResult parsed, LoadReport report, TextWriter told)
    {
        WrittenFiles written = new();
        if (parsed.GetValue(_output) is { } output) written.Write(output, report.Write);
        if (parsed.GetValue(_csv) is { } directory)
        {
            written.Write(Path.Combine(directory, "clients.csv"), file => ReportCsv.WriteClients(file, report));
            written.Write(Path.Combine(directory, "intervals.csv"), file => ReportCsv.WriteIntervals(file, report));
        }
        if (parsed.GetValue(_hgrm) is { } hgrm)
            written.Write(hgrm, file => PercentileText.Write(file, report.LatencyMs.Response.Latencies()));
        if (parsed.GetValue(_hlog) is { } hlog) written.Write(hlog, file => IntervalLog.Write(file, report));
        written.Tell(told);
    }
}
