using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>Everything that makes a measurement out of the lesson's client, as options of a verb.</summary>
internal sealed class MeasureFlags
{
    private readonly LoopFlags _loop = new();
    private readonly MessageFlags _message = new();
    private readonly CarrierFlags _carrier = new();

    private readonly Option<Threshold[]> _thresholds = new("--threshold")
    {
        Description = "A limit to keep, or else exit 1: 'p99<5ms' (response time), 'service.p50<200us', 'max<1s', 'rate>20k', 'failed<1%'.",
        HelpName = "limit",
        CustomParser = result =>
        {
            List<Threshold> limits = [];
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (Threshold.TryParse(text, out Threshold? limit)) limits.Add(limit!);
                else result.AddError($"--threshold: «{Escaped.Text(text)}» is not a limit such as 'p99<5ms', 'rate>20k' or 'failed<1%'");
            }
            return [.. limits];
        },
    };

    private readonly Option<bool> _calibrate = new("--calibrate")
    {
        Description = "First measure what this client reaches against a server that does nothing, for the verdict.",
    };

    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "No line on how far it is." };

    internal void AddTo(Command command)
    {
        AddUncalibratedTo(command);
        command.Options.Add(_calibrate);
    }

    /// <summary>Those of a verb that measures a server, and the client itself never.</summary>
    internal void AddUncalibratedTo(Command command)
    {
        AddSelfTo(command);
        _message.AddReplyTo(command);
        _carrier.AddSourcesTo(command);
        command.Options.Add(_thresholds);
    }

    /// <summary>Those of a verb that measures the client itself: there is no server whose replies and times could be judged.</summary>
    internal void AddSelfTo(Command command)
    {
        _loop.AddTo(command);
        _message.AddPingTo(command);
        _carrier.AddThreadsTo(command);
        command.Options.Add(_noProgress);
    }

    internal bool HasRate(ParseResult parsed) => _loop.HasRate(parsed);

    internal bool Given(ParseResult parsed) =>
        _loop.Given(parsed) || _message.Given(parsed) || _carrier.Given(parsed)
        || parsed.GetResult(_thresholds) is not null || parsed.GetValue(_calibrate);

    internal IReadOnlyList<Threshold> Thresholds(ParseResult parsed) => parsed.GetValue(_thresholds) ?? [];

    internal bool Calibrates(ParseResult parsed) => parsed.GetValue(_calibrate);

    internal bool ShowsProgress(ParseResult parsed) => !parsed.GetValue(_noProgress);

    internal ClientPlan Apply(ParseResult parsed, ClientPlan plan, bool pingsGiven) =>
        _carrier.Apply(parsed, _message.Apply(parsed, _loop.Apply(parsed, plan, pingsGiven)));
}
