using System.CommandLine;
using System.Globalization;
using System.Net;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary><c>sockeye calibrate</c>: what the client itself costs, on this machine, with this plan: no server is measured to be
/// faster than that.</summary>
internal static class CalibrateCommand
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromSeconds(2);

    internal static Command Create()
    {
        ClientFlags flags = new();
        MeasureFlags measure = new();
        Command calibrate = new(
            "calibrate", "Measure this client alone, against a built-in server that does nothing: its floor and its ceiling.");
        flags.AddCountedTo(calibrate);
        measure.AddSelfTo(calibrate);
        calibrate.SetAction(async (parsed, stop) =>
        {
            ClientPlan plan = measure.Apply(parsed, flags.Read(parsed, new IPEndPoint(IPAddress.Loopback, 0)), flags.HasPings(parsed));
            if (!flags.HasPings(parsed)) plan = plan with { Duration = plan.Duration ?? DefaultLength };
            Measurement.Admit(plan, parsed.InvocationConfiguration.Error, descriptorsPerClient: 2);
            TextWriter? progress = measure.ShowsProgress(parsed) ? parsed.InvocationConfiguration.Error : null;
            TextWriter output = parsed.InvocationConfiguration.Output;

            LoadResult fastest = await Calibration.Run(Calibration.Closed(plan), progress, stop);
            LoadResult planned = plan.Rate is null ? fastest : await Calibration.Run(plan, progress, stop);
            Write(output, fastest, planned);
            return fastest.Interrupted || planned.Interrupted ? ExitCodes.Interrupted : ExitCodes.Ok;
        });
        return calibrate;
    }

    internal static void Write(TextWriter output, LoadResult fastest, LoadResult planned)
    {
        // A run that was cut short may have answered nothing that counts.
        bool counts = fastest.Counts.Answered > 0 && fastest.Window > TimeSpan.Zero;
        Line(output, "ceiling", counts
            ? string.Create(
                CultureInfo.InvariantCulture, $"{fastest.Counts.Answered / fastest.Window.TotalSeconds:N0} pongs/s, closed loop")
            : "n/a");
        Line(output, "floor", $"service p50 {Micros(planned.Service.Percentile(50))}, p99 {Micros(planned.Service.Percentile(99))}");
        if (planned.Plan.Loop == Loop.Open) Line(output, "own lag", $"p99 {Micros(planned.Self.Lag.Percentile(99))}");
        Line(output, "cpu", counts
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{fastest.Self.Cpu.TotalMicroseconds / fastest.Counts.Answered:0.00} us a ping, the built-in server's included")
            : "n/a");
    }

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"{name,-9}{text}");

    private static string Micros(LatencyPercentile? percentile) =>
        percentile is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Value / 1e3:0.0} us") : "n/a";
}
