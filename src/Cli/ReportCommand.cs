using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary><c>sockeye report</c>: results once more, from their files: one as text, several side by side.</summary>
internal static class ReportCommand
{
    internal static Command Create()
    {
        Argument<string[]> files = ResultFiles.Argument(least: 1);
        ResultFlags outputs = new();
        Command report = new("report", "Print results from their files: one whole, several side by side.");
        report.Arguments.Add(files);
        outputs.AddTo(report);
        report.SetAction(parsed =>
        {
            (string Name, LoadReport Report)[] results = [.. parsed.GetRequiredValue(files).Select(path => (path, ResultFiles.Read(path)))];
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (results.Length > 1 && outputs.Given(parsed))
                throw new CommandFailure(ExitCodes.Usage, "files are written of one result: report each alone, or merge them");
            if (results.Length > 1)
            {
                ReportComparison.Write(output, results);
                return ExitCodes.Ok;
            }
            using WrittenFiles written = outputs.Open(parsed);
            ReportText.Write(output, results[0].Report);
            outputs.Write(parsed, results[0].Report, written, output);
            return ExitCodes.Ok;
        });
        return report;
    }
}
