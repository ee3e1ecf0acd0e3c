using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary><c>sockeye client</c>: clients against any server, in this process or not. As it stands it is the lesson's; any option
/// of a measurement makes it one, with a verdict and percentiles.</summary>
internal static class ClientCommand
{
    internal static Command Create()
    {
        ServerAddress server = new();
        ClientFlags flags = new();
        MeasureFlags measure = new();
        ResultFlags outputs = new();
        TraceFlag trace = new();

        Command client = new(
            "client",
            "Start clients in parallel; each sends pings and checks every pong. With --duration, --rate or any other option from there "
                + "on it measures: a verdict, every ping accounted for, percentiles. A limit missed exits 1, an invalid measurement 3.");
        server.AddTo(client);
        flags.AddTo(client);
        measure.AddTo(client);
        outputs.AddTo(client);
        trace.AddTo(client);

        client.SetAction(async (parsed, stop) =>
        {
            ClientPlan plan = flags.Read(parsed, server.Read(parsed));
            bool measures = measure.Given(parsed) || outputs.Given(parsed);
            if (measures) plan = measure.Apply(parsed, plan, flags.HasPings(parsed));
            Measurement.Admit(plan, parsed.InvocationConfiguration.Error);
            using WrittenFiles files = outputs.Open(parsed, trace.Path(parsed));
            using TraceRecorder? recorder = trace.Prepare(parsed, files, model: null, plan);
            trace.Begin(parsed, files, recorder);
            int code = measures
                ? await Measure(parsed, plan, flags.Json(parsed), measure, outputs, files, recorder, stop)
                : await Run(parsed, flags, plan, recorder, stop);
            trace.End(parsed, recorder, parsed.InvocationConfiguration.Error);
            return code;
        });
        return client;
    }

    private static async Task<int> Run(
        ParseResult parsed, ClientFlags flags, ClientPlan plan, TraceRecorder? recorder, CancellationToken stop)
    {
        using (PongLines nowhere = new(TextWriter.Null)) await WarmUp.Run(ServerCatalog.Models[0], nowhere, stop);
        LoadResult result;
        using (ShownClients shown = flags.Show(parsed, plan))
            result = await LoadGenerator.Run(plan, shown, null, ClientTracer.Of(recorder), stop);

        TextWriter output = parsed.InvocationConfiguration.Output;
        if (flags.Json(parsed)) LoadReport.Of(result, MachineFacts.Of(DateTimeOffset.UtcNow - result.Wall)).Write(output);
        else if (!LoadVerdict.NobodyConnected(result)) LoadSummary.Write(output, result);
        if (LoadVerdict.NobodyConnected(result)) throw new CommandFailure(ExitCodes.CannotStart, LoadVerdict.Reason(result));
        return LoadVerdict.ExitCode(result);
    }

    private static async Task<int> Measure(
        ParseResult parsed, ClientPlan plan, bool json, MeasureFlags flags, ResultFlags outputs, WrittenFiles files,
        TraceRecorder? recorder, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter? progress = flags.ShowsProgress(parsed) ? parsed.InvocationConfiguration.Error : null;
        double? ceiling = flags.Calibrates(parsed) ? await Calibration.Ceiling(plan, progress, stop) : null;
        DateTimeOffset startedAt = DateTimeOffset.UtcNow;
        LoadResult result = await Measurement.Run(plan, progress, stop, ClientTracer.Of(recorder));
        if (LoadVerdict.NobodyConnected(result)) throw new CommandFailure(ExitCodes.CannotStart, LoadVerdict.Reason(result));

        LoadReport report = LoadReport.Of(
            result, MachineFacts.Of(startedAt), flags.Thresholds(parsed), ceiling, LocalServer.Cpus(plan.EndPoint));
        if (json) report.Write(output);
        else ReportText.Write(output, report);
        outputs.Write(parsed, report, files, json ? parsed.InvocationConfiguration.Error : output);
        return Measurement.ExitCode(report);
    }
}
