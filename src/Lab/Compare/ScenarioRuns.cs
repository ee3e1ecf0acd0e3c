using System.Globalization;
using System.Net;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>The runs of one scenario, as they come, and what they make together.</summary>
internal sealed class ScenarioRuns
{
    // Beyond it an order of pongs is no longer read by anybody.
    private const int MostOrdered = 1_000;
    private const string Stevens = "sequential";

    private readonly Scenario _scenario;
    private readonly ComparisonPlan _plan;
    private readonly ScenarioTrial _trial;
    private readonly Dictionary<string, List<ServerRun>> _runs;
    private readonly List<List<string>> _order = [];
    private readonly List<AbsenceReport> _absent;

    internal ScenarioRuns(Scenario scenario, ComparisonPlan plan)
    {
        (_scenario, _plan, _trial) = (scenario, plan, new(scenario, plan.Cores, plan.WarmUp));
        _runs = plan.Contenders.ToDictionary(contender => contender.Name, _ => new List<ServerRun>());
        _absent = [.. plan.Contenders
            .Select(contender => (contender.Name, Reason: scenario.Refusal(contender)))
            .Where(refused => refused.Reason is not null)
            .Select(refused => new AbsenceReport(refused.Name, refused.Reason!, HasFailed: false))];
    }

    /// <summary>Runs it against a server, unless that has failed before.</summary>
    internal async Task Add(Contender contender, int round, CancellationToken stop)
    {
        if (_absent.Any(absent => absent.Server == contender.Name)) return;
        try
        {
            Add(contender.Name, await _trial.Run(contender, round, stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return; // what has been seen so far is the result
        }
        catch (ServerFailedException failure)
        {
            AddFailed(contender.Name, round, failure.Message);
        }
    }

    internal void Add(string server, ServerRun run)
    {
        TakeTurn(server, run.Round);
        if (!run.Load.Interrupted) _runs[server].Add(run);
    }

    internal void AddFailed(string server, int round, string reason)
    {
        TakeTurn(server, round);
        int before = _runs[server].Count;
        string where = before == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"in run {before + 1}, and was not run again: ");
        _absent.Add(new(server, where + reason, HasFailed: true));
    }

    internal ScenarioComparison Compare()
    {
        Dictionary<string, IReadOnlyDictionary<string, Figure>[]> figures = [];
        Dictionary<string, Dictionary<string, Spread>> spreads = [];
        Dictionary<string, Latencies> responses = [];
        foreach ((string server, List<ServerRun> runs) in _runs.Where(entry => entry.Value.Count > 0))
        {
            figures[server] = [.. runs.Select(FiguresOf)];
            responses[server] = Together(runs);
            spreads[server] = Spreads(figures[server], responses[server]);
        }
        string? first = _plan.Contenders.FirstOrDefault(contender => spreads.ContainsKey(contender.Name))?.Name;
        string? reference = spreads.ContainsKey(Stevens) ? Stevens : first;
        return new()
        {
            Name = _scenario.Name,
            SweepOf = _scenario.SweepOf,
            Shows = _scenario.Shows,
            Beside = _scenario.Beside,
            Plan = PlanReport.Of(_trial.PlanFor(new(IPAddress.Loopback, 0))),
            Reference = reference,
            Order = [.. _order],
            Rows = [.. _plan.Contenders.Where(contender => spreads.ContainsKey(contender.Name)).Select(contender => Row(
                contender.Name, figures[contender.Name], spreads[contender.Name], responses[contender.Name],
                contender.Name == reference ? null : spreads[reference!]))],
            Absent = _absent,
        };
    }

    private void TakeTurn(string server, int round)
    {
        while (_order.Count < round) _order.Add([]);
        _order[round - 1].Add(server);
    }

    private ComparisonRow Row(
        string server, IReadOnlyDictionary<string, Figure>[] figures, Dictionary<string, Spread> spreads, Latencies response,
        Dictionary<string, Spread>? reference)
    {
        List<ServerRun> runs = _runs[server];
        return new()
        {
            Server = server,
            Verdict = Verdict.Of([.. runs.SelectMany(run => run.Verdict.Reasons).DistinctBy(reason => (reason.State, reason.Check))]),
            Finding = _scenario.Finding(new(_scenario, runs, spreads)),
            Figures = spreads,
            // What has no range cannot be told from the noise.
            Differences = reference is null ? [] : spreads
                .Where(spread => !spread.Value.IsPooled && reference.TryGetValue(spread.Key, out Spread? other) && !other.IsPooled)
                .ToDictionary(spread => spread.Key, spread => Difference.Of(spread.Value, reference[spread.Key])),
            Response = LatencyReport.Of(response),
            Runs = [.. runs.Select((run, i) => Report(run, figures[i]))],
        };
    }

    private Dictionary<string, Figure> FiguresOf(ServerRun run)
    {
        Dictionary<string, Figure> figures = run.Figures().ToDictionary(entry => entry.Measure.Key, entry => entry.Figure);
        ServerRun? baseline = _runs.GetValueOrDefault(Stevens)?.FirstOrDefault(other => other.Round == run.Round);
        // Only for the same work done can one be subtracted from the other.
        if (baseline is { IsComplete: true, Cpu: { } least } && run is { IsComplete: true, Cpu: { } cpu } && baseline != run
            && baseline.Load.Counts.Answered == run.Load.Counts.Answered)
        {
            figures[Measures.CpuOverSequential.Key] = new(cpu - least);
        }
        return figures;
    }

    private static Latencies Together(IEnumerable<ServerRun> runs)
    {
        Latencies response = new();
        foreach (ServerRun run in runs) response.Add(run.Load.Response);
        return response;
    }

    // A percentile for which no run has enough pings may still be told of all runs together.
    private static Dictionary<string, Spread> Spreads(IReadOnlyDictionary<string, Figure>[] runs, Latencies response)
    {
        Dictionary<string, Spread> spreads = Measures.All
            .Select(measure =>
                (measure.Key, Figures: runs.Where(run => run.ContainsKey(measure.Key)).Select(run => run[measure.Key]).ToArray()))
            .Where(entry => entry.Figures.Length > 0)
            .ToDictionary(entry => entry.Key, entry => Spread.Of(entry.Figures));
        foreach ((Measure measure, Figure figure) in ServerRun.Percentiles(response))
            spreads.TryAdd(measure.Key, Spread.Pooled(figure, runs.Length));
        return spreads;
    }

    private static RunReport Report(ServerRun run, IReadOnlyDictionary<string, Figure> figures) => new(
        run.Round,
        run.Verdict,
        run.Load.Counts,
        run.Load.Failures.ToDictionary(failure => failure.Kind.Name(), failure => failure.Count),
        run.Load.Order.Count is > 0 and <= MostOrdered ? Order.Text(run.Load.Order) : null,
        figures,
        run.Blast is { } blast ? new(blast.Share, blast.Hit, blast.Others, blast.Severity, blast.Invalid) : null,
        // Which second was slow is of interest, and not its whole distribution: that is pooled in the row.
        [.. run.Load.Intervals.Select(interval => IntervalReport.Of(interval) with { Hdr = null })]);
}
