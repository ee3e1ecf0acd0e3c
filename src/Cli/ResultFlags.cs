using System.CommandLine;
using System.Text;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The files that a result is written to, as options of a verb.</summary>
internal sealed class ResultFlags
{
    // Result files are read by programs: no mark in front.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

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

    /// <summary>Whether a result file is asked for.</summary>
    internal bool HasOutput(ParseResult parsed) => parsed.GetValue(_output) is not null;

    /// <summary>Writes what was asked for, and says so in one line.</summary>
    /// <exception cref="CommandFailure">A file cannot be written (a check failed: what was measured is on the output).</exception>
    internal void Write(ParseResult parsed, LoadReport report, TextWriter told)
    {
        List<string> written = [];
        if (parsed.GetValue(_output) is { } output) Write(output, report.Write);
        if (parsed.GetValue(_csv) is { } directory)
        {
            Write(Path.Combine(directory, "clients.csv"), file => ReportCsv.WriteClients(file, report));
            Write(Path.Combine(directory, "intervals.csv"), file => ReportCsv.WriteIntervals(file, report));
        }
        if (parsed.GetValue(_hgrm) is { } hgrm) Write(hgrm, file => PercentileText.Write(file, report.LatencyMs.Response.Latencies()));
        if (parsed.GetValue(_hlog) is { } hlog) Write(hlog, file => IntervalLog.Write(file, report));
        if (written.Count > 0) told.WriteLine($"wrote {string.Join("  ", written)}");

        void Write(string path, Action<TextWriter> contents)
        {
            try
            {
                if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
                using StreamWriter file = new(path, append: false, Utf8);
                contents(file);
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailure(ExitCodes.Failed, $"cannot write {Escaped.Text(path)}: {unwritable.Message}", unwritable);
            }
            written.Add(path);
        }
    }
}
