using System.CommandLine;
using System.Globalization;
using Sockeye.Lab;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary><c>sockeye soak</c>: models under load, churn and toxics for a time; every byte is checked, and their accounts.</summary>
internal static class SoakCommand
{
    internal static Command Create()
    {
        SoakFlags flags = new();
        SoakFiles files = new();
        Option<bool> noProgress = new("--no-progress") { Description = "No line on how far it is." };

        Command soak = new(
            "soak",
            "Keep models under load, churn and toxics for a time: peers that come, talk, break off and vanish, half of them over a line "
                + "that is slow, cut or down. Every byte is checked; then the server must have lost nothing and hold nothing.");
        flags.AddTo(soak);
        files.AddTo(soak);
        soak.Options.Add(noProgress);

        soak.SetAction(async (parsed, stop) =>
        {
            InvocationConfiguration invocation = parsed.InvocationConfiguration;
            SoakPlan plan = flags.Read(parsed);
            foreach (ServerModel refused in SoakFlags.LeftOut(plan))
                invocation.Error.WriteLine($"sockeye: warning: {refused.Name} is left out: {refused.Unsupported}");
            if (Soaking.Refusal(plan) is { } refusal) throw new CommandFailure(ExitCodes.CannotStart, refusal);
            using WrittenFiles written = files.Open(parsed);
            TextWriter told = parsed.GetValue(noProgress) ? TextWriter.Null : invocation.Error;
            SoakReport report = await Told(told, plan, stop);
            string command = SoakFlags.Command(plan);
            if (files.IsJson(parsed)) report.Write(invocation.Output);
            else SoakPage.Write(invocation.Output, report, command);
            files.Write(parsed, report, command, written, files.IsJson(parsed) ? invocation.Error : invocation.Output);
            return report.Interrupted ? ExitCodes.Interrupted : report.Passed ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return soak;
    }

    private static async Task<SoakReport> Told(TextWriter error, SoakPlan plan, CancellationToken stop)
    {
        string doing = "";
        using ProgressLine line = new(error, Terminal.Is(error), () => doing, TimeProvider.System);
        try
        {
            return await Soaking.Run(plan, DateTimeOffset.UtcNow, Tell, stop);
        }
        catch (InvalidOperationException refused)
        {
            throw new CommandFailure(ExitCodes.CannotStart, refused.Message, refused);
        }

        void Tell(SoakProgress progress) => doing = progress.Doing is { } follows ? $"{progress.Server}  {follows}" : string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Server}  {progress.Elapsed.TotalSeconds:0} of {plan.Duration.TotalSeconds:0} s  "
                + $"{SoakText.Count(progress.Lives)} connections, {SoakText.Count(progress.Killed)} killed, "
                + $"{SoakText.Bytes(progress.VerifiedBytes)} verified, {progress.Wrong} wrong");
    }
}
