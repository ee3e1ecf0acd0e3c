using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary><c>sockeye run</c>: a server and its clients in one command, on a free port.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        Argument<ServerModel> model = Options.Model();
        ClientFlags clients = new();
        ServerFlags limits = new();
        WorkFlags work = new();
        TraceFlag trace = new();

        Command run = new("run", "Run a server and its clients in one process; with --delay-client also the blast radius of that client.");
        run.Arguments.Add(model);
        clients.AddTo(run);
        limits.AddTo(run);
        work.AddTo(run);
        trace.AddTo(run);

        run.SetAction((parsed, stop) =>
        {
            ServerOptions defaults = new();
            ServerModel served = parsed.GetRequiredValue(model);
            foreach (string unmet in limits.Unmet(parsed, served))
                parsed.InvocationConfiguration.Error.WriteLine($"sockeye: warning: {unmet}");
            Trial trial = new()
            {
                Model = served,
                Server = limits.Read(parsed, defaults.EndPoint, observer: null),
                Work = work.Read(parsed),
                Plan = clients.Read(parsed, defaults.EndPoint),
            };
            return Run(parsed, clients, trace, trial, stop);
        });
        return run;
    }

    private static async Task<int> Run(ParseResult parsed, ClientFlags flags, TraceFlag trace, Trial trial, CancellationToken stop)
    {
        if (trial.Model.Unsupported is { } reason) throw new CommandFailure(ExitCodes.CannotStart, $"{trial.Model.Name}: {reason}");
        Measurement.Admit(trial.Plan, parsed.InvocationConfiguration.Error, descriptorsPerClient: 2);

        using (PongLines nowhere = new(TextWriter.Null)) await WarmUp.Run(trial.Model, nowhere, stop);
        using RunTrace traced = new(parsed, trace, trial, draws: !flags.Json(parsed));
        trial = trial with { Recorder = traced.Recorder };
        TrialResult result;
        BlastRadius? radius = null;
        using (ShownClients shown = flags.Show(parsed, trial.Plan))
        {
            if (StallOne.StallOf(trial.Work, trial.Plan) is null)
            {
                result = await trial.Run(shown, stop);
            }
            else
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("First the same run without the stall, to compare with it.");
                (_, _, result, radius) = await StallOne.Run(trial, shown, stop);
            }
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        if (flags.Json(parsed))
        {
            Report(result, radius).Write(output);
            traced.Show(output, parsed.InvocationConfiguration.Error);
            return ExitCode(result, radius);
        }
        LoadSummary.Write(output, result.Load);
        LoadSummary.Write(output, result.Model, result.Server);
        if (radius is not null) LoadSummary.Write(output, radius);
        traced.Show(output, parsed.InvocationConfiguration.Error);
        return ExitCode(result, radius);
    }

    // A blast radius that was asked for, and cannot be told, is a measurement that failed.
    private static int ExitCode(TrialResult trial, BlastRadius? radius)
    {
        int code = LoadVerdict.ExitCode(trial.Load);
        return code == ExitCodes.Ok && radius?.Invalid is not null ? ExitCodes.Invalid : code;
    }

    private static LoadReport Report(TrialResult trial, BlastRadius? radius)
    {
        LoadReport report = LoadReport.Of(trial.Load, MachineFacts.Of(DateTimeOffset.UtcNow - trial.Load.Wall));
        Verdict verdict = report.Verdict;
        if (radius?.Invalid is { } reason) verdict = Verdict.Of([.. verdict.Reasons, new(VerdictState.Invalid, "blast radius", reason)]);
        return report with
        {
            Verdict = verdict,
            Server = new(trial.Model.Name, trial.Server?.Served, trial.Server?.Aborted, trial.Server?.Rejected, trial.Server?.Messages),
            BlastRadius = radius is null ? null : new(radius.Share, radius.Hit, radius.Others, radius.Severity, radius.Invalid),
        };
    }
}
