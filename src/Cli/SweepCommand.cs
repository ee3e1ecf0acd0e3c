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
        Option<IReadOnlyList<double>?> steps = new("--rates")
        {
            Description = "The rates to try: from:to:step, as in 1k:10k:1k or 1k:50k:*1.5.",
            HelpName = "from:to:step",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (RateSteps.TryParse(text, out IReadOnlyList<double> rates)) return rates;
                result.AddError(
                    $"--rates: «{Escaped.Text(text)}» is not from:to:step, as in 1k:10k:1k or 1k:50k:*1.5, "
                    + $"of {RateSteps.MostSteps} rates at most");
                return null;
            },
        };
        Option<Threshold?> search = new("--search")
        {
            Description = $"Find the highest rate that keeps a limit, from --rate on (default: {SearchFrom:0}), to "
                + $"{RateSearch.Precision * 100:0} %: 'p99<5ms'.",
            HelpName = "limit",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (Threshold.TryParse(text, out Threshold? limit)) return limit;
                result.AddError($"--search: «{Escaped.Text(text)}» is not a limit such as 'p99<5ms'");
                return null;
            },
        };
        Command sweep = new(
            "sweep", "Measure at one rate after another, or search the highest rate that keeps a limit. Each takes --duration (5 s).");
        server.AddTo(sweep);
        sweep.Options.Add(steps);
        sweep.Options.Add(search);
        flags.AddTo(sweep);
        measure.AddTo(sweep);

        sweep.SetAction(async (parsed, stop) =>
        {
            IReadOnlyList<double>? rates = parsed.GetValue(steps);
            Threshold? limit = parsed.GetValue(search);
            if ((rates is null) == (limit is null)) throw Usage("sweep needs --rates, or --search: give one of them");
            if (flags.HasPings(parsed)) throw Usage("--pings: a rate is held for a --duration");
            ClientPlan plan = measure.Apply(parsed, flags.Read(parsed, server.Read(parsed)), pingsGiven: false);
            if (rates is not null && plan.Rate is not null) throw Usage("--rate is one rate, and --rates are many: give one");
            plan = plan with { Duration = plan.Duration ?? DefaultStep };

            TextWriter output = parsed.InvocationConfiguration.Output;
            RateTrials trials = new(plan, output, measure.ShowsProgress(parsed) ? parsed.InvocationConfiguration.Error : null);
            return rates is not null
                ? await Sweep(trials, rates, measure.Thresholds(parsed), stop)
                : await Search(trials, plan.Rate ?? SearchFrom, limit!, output, stop);
        });
        return sweep;
    }

    private static CommandFailure Usage(string text) => new(ExitCodes.Usage, text);

    private static async Task<int> Sweep(
        RateTrials trials, IReadOnlyList<double> rates, IReadOnlyList<Threshold> thresholds, CancellationToken stop)
    {
        trials.WriteHead();
        List<int> codes = [];
        foreach (double rate in rates)
        {
            LoadReport report = await trials.Run(rate, thresholds, stop);
            if (report.Interrupted) return ExitCodes.Interrupted;
            if (report.Thresholds.Any(threshold => !threshold.Kept)) codes.Add(ExitCodes.Failed);
        }
        return codes.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task<int> Search(RateTrials trials, double from, Threshold limit, TextWriter output, CancellationToken stop)
    {
        trials.WriteHead();
        bool interrupted = false;
        bool told = false;
        double? highest = await RateSearch.Run(from, async rate =>
        {
            LoadReport report = await trials.Run(rate, [limit], stop);
            interrupted = report.Interrupted;
            // At a lower rate there are fewer pings still.
            bool untold = report.Thresholds.Any(threshold => threshold.Value is null);
            told |= !untold;
            return interrupted || untold ? null : RateTrials.Holds(report);
        });
        if (interrupted) return ExitCodes.Interrupted;
        if (!told)
            throw new CommandFailure(ExitCodes.Failed, $"too few pings to tell {limit.Text}: take a longer --duration, or a higher --rate");
        await output.WriteLineAsync(highest is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"highest rate that keeps {limit.Text}: {rate:N0}/s")
            : $"no rate that was tried keeps {limit.Text}");
        return highest is null ? ExitCodes.Failed : ExitCodes.Ok;
    }
}
