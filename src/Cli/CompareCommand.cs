using System.CommandLine;
using System.Globalization;
using Sockeye.Lab;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary><c>sockeye compare</c>: models, and any other server, on the same work; each in a process of its own.</summary>
internal static class CompareCommand
{
    internal static Command Create()
    {
        CompareFlags flags = new();
        ComparisonFiles files = new();
        Option<bool> list = new("--list") { Description = "List the scenarios, and do nothing else." };
        Option<bool> noProgress = new("--no-progress") { Description = "No line on how far it is." };

        Command compare = new(
            "compare",
            "Compare server models, and any other server, on the same work: each in a process of its own, several times, in shuffled "
                + "order; medians with their range, and what is inside the noise is called so.");
        flags.AddTo(compare);
        compare.Options.Add(list);
        files.AddTo(compare);
        compare.Options.Add(noProgress);

        compare.SetAction(async (parsed, stop) =>
        {
            InvocationConfiguration invocation = parsed.InvocationConfiguration;
            if (parsed.GetValue(list))
            {
                List(invocation.Output);
                return ExitCodes.Ok;
            }
            ComparisonPlan plan = flags.Read(parsed);
            if (Refusal(plan) is { } refusal) throw new CommandFailure(ExitCodes.CannotStart, refusal);
            using WrittenFiles written = files.Open(parsed);
            TextWriter told = parsed.GetValue(noProgress) ? TextWriter.Null : invocation.Error;
            Comparison comparison = await Told(told, "runs", tell => Comparing.Run(plan, DateTimeOffset.UtcNow, tell, stop));
            if (files.IsJson(parsed)) comparison.Write(invocation.Output);
            else ComparisonTable.Write(invocation.Output, comparison);
            // Whatever becomes of the recordings, the figures are kept.
            files.WriteFigures(parsed, comparison, written);
            IReadOnlyList<ScenarioPicture> pictures = files.HasPage(parsed) && !comparison.Interrupted
                ? await Told(told, "recordings", tell => Comparing.Pictures(plan, tell, stop))
                : [];
            files.WritePages(parsed, comparison, pictures, written);
            written.Tell(files.IsJson(parsed) ? invocation.Error : invocation.Output);
            return stop.IsCancellationRequested ? ExitCodes.Interrupted : ExitCode(comparison);
        });
        return compare;
    }

    internal static int ExitCode(Comparison comparison)
    {
        if (comparison.Interrupted) return ExitCodes.Interrupted;
        if (comparison.Scenarios.Any(scenario => scenario.Absent.Any(absent => absent.HasFailed))) return ExitCodes.CannotStart;
        if (comparison.Verdict == VerdictState.Invalid) return ExitCodes.Invalid;
        IEnumerable<ComparisonRow> rows = comparison.Scenarios.SelectMany(scenario => scenario.Rows);
        return rows.SelectMany(row => row.Runs).Any(HasFailed) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    // Pings that came too late, or never, are what some models do. A wrong pong, a connection that broke and a server that answers nothing
    // at all are no model's doing.
    private static bool HasFailed(RunReport run) =>
        run.Counts.Failed > 0 || run.Counts.Answered == 0 || run.Failures.Keys.Any(kind => kind != FailureKind.PingTimeout.Name());

    private static async Task<T> Told<T>(TextWriter error, string what, Func<Action<ComparisonProgress>, Task<T>> run)
    {
        string doing = "";
        using ProgressLine line = new(error, Terminal.Is(error), () => doing, TimeProvider.System);
        try
        {
            return await run(Tell);
        }
        catch (ArgumentException senseless)
        {
            throw new CommandFailure(ExitCodes.Usage, senseless.Message, senseless);
        }
        catch (Exception refused) when (refused is InvalidOperationException or PlatformNotSupportedException)
        {
            throw new CommandFailure(ExitCodes.CannotStart, refused.Message, refused);
        }

        void Tell(ComparisonProgress progress) => doing = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Done} of {progress.All} {what}  {progress.Scenario}, round {progress.Round}: {progress.Server}");
    }

    private static string? Refusal(ComparisonPlan plan) =>
        plan.Scenarios.Select(scenario => scenario.MachineRefusal()).FirstOrDefault(refusal => refusal is not null);

    private static void List(TextWriter output)
    {
        foreach (Scenario scenario in ScenarioCatalog.Scenarios)
        {
            output.WriteLine($"{scenario.Name,-12} {scenario.Shows}");
            string beside = scenario.Beside.Length > 0 ? $"; {scenario.Beside}" : "";
            output.WriteLine($"{"",-12} {PlanText.Of(PlanReport.Of(scenario.Plan))}{beside}");
        }
    }
}
