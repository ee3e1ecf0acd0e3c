using System.CommandLine;
using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary><c>sockeye sweep</c>: one plan at one rate after another, or the search for the highest rate that keeps a limit.</summary>
internal static class SweepCommand
{
    private const double SearchFrom = 1000;

    private static readonly TimeSpan DefaultStep = TimeSpan.FromSeconds(5);

    internal static Command Create()
    {
        ServerAddress server = new();
        ClientFlags flags = new();
        MeasureFlags measure = new();
        JsonFlag json = new("sweep.schema.json");
        Option<IReadOnlyList<double>?> steps = Options.SeveralRates("The rates to try: from:to:step, as in 1k:10k:1k or 1k:50k:*1.5.");
        Option<Threshold?> search = new("--search")
        {
            Description = $"Find the highest rate that keeps a limit, from --rate on (default: {SearchFrom:0}), to "
                + $"{RateSearch.Precision * 100:0} %: 'p99<5ms'.",
            HelpName = "limit",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!Threshold.TryParse(text, out Threshold? limit))
                    result.AddError($"--search: «{Escaped.Text(text)}» is not a limit such as 'p99<5ms'");
                else if (!RateTrials.IsMissedByMore(limit!))
                    result.AddError($"--search: «{Escaped.Text(text)}» is not missed by a higher rate; take one such as 'p99<5ms'");
                return limit;
            },
        };
        Command sweep = new(
            "sweep", "Measure at one rate after another, or search the highest rate that keeps a limit. Each takes --duration (5 s).");
        server.AddTo(sweep);
        sweep.Options.Add(steps);
        sweep.Options.Add(search);
        flags.AddTimedTo(sweep);
        measure.AddUncalibratedTo(sweep);
        json.AddTo(sweep);

        sweep.SetAction(async (parsed, stop) =>
        {
            IReadOnlyList<double>? rates = parsed.GetValue(steps);
            Threshold? limit = parsed.GetValue(search);
            if ((rates is null) == (limit is null)) throw Usage("sweep needs --rates, or --search: give one of them");
            if (rates is not null && measure.HasRate(parsed)) throw Usage("--rate is one rate, and --rates are many: give one");
            ClientPlan plan = flags.Read(parsed, server.Read(parsed)) with { Rate = rates?[0] ?? SearchFrom };
            plan = measure.Apply(parsed, plan, pingsGiven: false);
            plan = plan with { Duration = plan.Duration ?? DefaultStep };

            // Of the highest rate, which asks most of this machine.
            Measurement.Admit(plan with { Rate = rates?.Max() ?? plan.Rate }, parsed.InvocationConfiguration.Error);
            using WrittenFiles files = new(json.Path(parsed));
            TextWriter output = json.IsOutput(parsed) ? TextWriter.Null : parsed.InvocationConfiguration.Output;
            DateTimeOffset startedAt = DateTimeOffset.UtcNow;
            RateTrials trials = new(plan, output, measure.ShowsProgress(parsed) ? parsed.InvocationConfiguration.Error : null);
            Threshold[] thresholds = limit is null ? [.. measure.Thresholds(parsed)] : [limit, .. measure.Thresholds(parsed)];
            trials.WriteHead();
            int code;
            try
            {
                code = rates is not null
                    ? await Sweep(rates, rate => trials.Run(rate, thresholds, stop))
                    : await Search(plan.Rate!.Value, thresholds, rate => trials.Run(rate, thresholds, stop), output);
            }
            finally
            {
                // Also of one that failed in the end: what was measured until then was measured.
                if (trials.Reports.Count > 0) Write(parsed, json, SweepReport.Of(trials.Reports, MachineFacts.Of(startedAt)), files);
            }
            // Not before: a file that cannot be written is no reason to say nothing of a failure that came first.
            files.Tell(parsed.InvocationConfiguration.Output);
            return code;
        });
        return sweep;
    }

    private static void Write(ParseResult parsed, JsonFlag json, SweepReport report, WrittenFiles files)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json.IsOutput(parsed)) report.Write(output);
        files.Write(json.Path(parsed), report.Write);
    }

    private static CommandFailure Usage(string text) => new(ExitCodes.Usage, text);

    /// <summary>Measures at each rate.</summary>
    /// <returns>The exit code: the worst of them, invalid before failed.</returns>
    internal static async Task<int> Sweep(IReadOnlyList<double> rates, Func<double, Task<LoadReport>> measure)
    {
        int worst = ExitCodes.Ok;
        foreach (double rate in rates)
        {
            int code = Measurement.ExitCode(await measure(rate));
            if (code == ExitCodes.Interrupted) return code;
            worst = Math.Max(worst, code);
        }
        return worst;
    }

    /// <summary>Searches the highest rate that keeps limits, and says which it is.</summary>
    /// <exception cref="CommandFailure">There were too few pings to tell (failed), or the rate that ended the search was not measured
    /// validly (invalid).</exception>
    internal static async Task<int> Search(
        double from, IReadOnlyList<Threshold> limits, Func<double, Task<LoadReport>> measure, TextWriter output)
    {
        bool interrupted = false;
        bool told = false;
        LoadReport? lowestMiss = null;
        double? highest = await RateSearch.Run(from, async rate =>
        {
            LoadReport report = await measure(rate);
            interrupted = report.Interrupted;
            // At a lower rate there are fewer pings still.
            bool untold = report.Thresholds.Any(threshold => threshold.Value is null);
            told |= !untold;
            if (interrupted || untold) return null;
            bool holds = RateTrials.Holds(report);
            // The search goes up only from a rate that kept the limits, so each miss is below the one before.
            if (!holds) lowestMiss = report;
            return holds;
        });
        if (interrupted) return ExitCodes.Interrupted;
        string wanted = string.Join(", ", limits.Select(limit => limit.Text));
        if (!told)
            throw new CommandFailure(ExitCodes.Failed, $"too few pings to tell {wanted}: take a longer --duration, or a higher --rate");
        await output.WriteLineAsync(highest is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"highest rate that keeps {wanted}: {rate:N0}/s")
            : $"no rate that was tried keeps {wanted}");
        if (lowestMiss is { Verdict.State: VerdictState.Invalid, Plan.Rate: { } unmeasured })
        {
            throw new CommandFailure(
                ExitCodes.Invalid,
                $"{Rates.Format(unmeasured)}/s was not measured validly: what ends the search is this client or machine, not the server");
        }
        return highest is null ? ExitCodes.Failed : ExitCodes.Ok;
    }
}
