using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary><c>sockeye merge</c>: the results of several processes, which carried segments of one plan, as one.</summary>
internal static class MergeCommand
{
    internal static Command Create()
    {
        Argument<string[]> files = ResultFiles.Argument(least: 0);
        ResultFlags outputs = new();
        Command merge = new(
            "merge", "Add the results of several processes, by counts and histograms; each ran the same plan with a --segment of its own.");
        merge.Arguments.Add(files);
        outputs.AddTo(merge);
        merge.Validators.Add(result =>
        {
            if (result.GetResult(files) is not { Tokens.Count: >= 2 })
                result.AddError("merge adds up two result files or more: one of each part");
        });
        merge.SetAction(parsed =>
        {
            LoadReport[] results = [.. parsed.GetRequiredValue(files).Select(ResultFiles.Read)];
            using WrittenFiles written = outputs.Open(parsed);
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
            outputs.Write(parsed, sum, written, output);
            return sum.Verdict.State == VerdictState.Invalid ? ExitCodes.Invalid : ExitCodes.Ok;
        });
        return merge;
    }
}
