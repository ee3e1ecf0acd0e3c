using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary><c>sockeye merge</c>: the results of several processes, which carried segments of one plan, as one.</summary>
internal static class MergeCommand
{
    internal static Command Create()
    {
        Argument<string[]> files = ResultFiles.Argument(least: 2);
        ResultFlags outputs = new();
        Command merge = new(
            "merge", "Add the results of several processes, by counts and histograms; each ran the same plan with a --segment of its own.");
        merge.Arguments.Add(files);
        outputs.AddTo(merge);
        merge.SetAction(parsed =>
        {
            LoadReport[] results = [.. parsed.GetRequiredValue(files).Select(ResultFiles.Read)];
            LoadReport sum;
            try
            {
                sum = ReportMerge.Of(results);
            }
            catch (FormatException different)
            {
                throw new CommandFailure(ExitCodes.Usage, different.Message, different);
            }
            TextWriter output = parsed.InvocationConfiguration.Output;
            ReportText.Write(output, sum);
            outputs.Write(parsed, sum, output);
            return sum.Verdict.State == VerdictState.Invalid ? ExitCodes.Invalid : ExitCodes.Ok;
        });
        return merge;
    }
}
