using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The files that a result is written to, as options of a verb.</summary>
internal sealed class ResultFlags
{
    private const string Clients = "clients.csv";
    private const string Intervals = "intervals.csv";

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

    /// <summary>Opens those that were asked for, and another one beside them.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (cannot start), or is asked for twice (usage).</exception>
    internal WrittenFiles Open(ParseResult parsed, string? beside = null) => new(
        beside,
        parsed.GetValue(_output),
        InDirectory(parsed, Clients),
        InDirectory(parsed, Intervals),
        parsed.GetValue(_hgrm),
        parsed.GetValue(_hlog));

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was measured is on the output).</exception>
    internal void Write(ParseResult parsed, LoadReport report, WrittenFiles files, TextWriter told)
    {
        files.Write(parsed.GetValue(_output), report.Write);
        files.Write(InDirectory(parsed, Clients), file => ReportCsv.WriteClients(file, report));
        files.Write(InDirectory(parsed, Intervals), file => ReportCsv.WriteIntervals(file, report));
        files.Write(parsed.GetValue(_hgrm), file => PercentileText.Write(file, report.LatencyMs.Response.Latencies()));
        files.Write(parsed.GetValue(_hlog), file => IntervalLog.Write(file, report));
        files.Tell(told);
    }

    private string? InDirectory(ParseResult parsed, string file) =>
        parsed.GetValue(_csv) is { } directory ? Path.Combine(directory, file) : null;
}
