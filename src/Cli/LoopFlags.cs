using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>When pings are sent: the loop, its phases and its clocks, as options of a verb.</summary>
internal sealed class LoopFlags
{
    // What a just-started process needs until its code is compiled and its connections are warm.
    private static readonly TimeSpan DefaultWarmUp = TimeSpan.FromSeconds(2);

    // A burst of connects measures the backlog, and not the server.
    private const double DefaultConnectRate = 1000;

    private static readonly ClientPlan Defaults = new();

    private readonly Option<TimeSpan?> _duration = Options.Time("--duration", "For how long to ping, instead of --pings.", "-d");

    private readonly Option<double?> _rate = Options.Rate(
        "--rate", "Pings a second of all clients together, whether or not the server keeps up (open loop): 500, 20k, 1.5m.", "-R");

    private readonly Option<double?> _rateEach = Options.Rate("--rate-per-client", "The same, said for one client.");

    private readonly Option<string?> _arrivals = Options.OneOf(
        "--arrivals", "How the pings of an open loop follow one another. Default: constant.", "constant", "poisson");

    private readonly Option<int?> _depth =
        Options.Number("--depth", $"Pings of a client that may be unanswered at a time. Default: {Defaults.Depth}.", highest: 65_536);

    private readonly Option<TimeSpan?> _warmUp = Options.Clock(
        "--warmup", $"How long to ping before what counts. Default: {Durations.Format(DefaultWarmUp)} with --duration, otherwise off.");

    private readonly Option<double?> _connectRate = Options.Rate(
        "--connect-rate", $"Connects a second. Default: {DefaultConnectRate:0} with --duration or --rate, otherwise all at once.");

    private readonly Option<TimeSpan?> _ramp = Options.Time("--ramp", "Over how long to connect: the other way to say --connect-rate.");

    private readonly Option<TimeSpan?> _grace = Options.Clock(
        "--grace", $"How long to wait for what is unanswered at the end. Default: {Durations.Format(Defaults.Grace)}.");

    private readonly Option<int?> _reconnectEvery =
        Options.Number("--reconnect-every", "Close the connection and make a new one after so many pongs. Default: never.");

    private readonly Option<int?> _seed =
        Options.Number("--seed", $"What everything random is drawn from. Default: {Defaults.Seed}.", lowest: 0);

    private readonly Option<string?> _segment = new("--segment")
    {
        Description = "The part of the plan that this process carries, of several: 0/2 and 1/2. Default: 0/1, all of it.",
        HelpName = "i/n",
    };

    private Option[] All =>
        [_duration, _rate, _rateEach, _arrivals, _depth, _warmUp, _connectRate, _ramp, _grace, _reconnectEvery, _seed, _segment];

    internal void AddTo(Command command)
    {
        foreach (Option option in All) command.Options.Add(option);
    }

    internal bool HasRate(ParseResult parsed) => (parsed.GetValue(_rate) ?? parsed.GetValue(_rateEach)) is not null;

    internal bool Given(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <exception cref="CommandFailure">Two of them contradict each other (usage).</exception>
    internal ClientPlan Apply(ParseResult parsed, ClientPlan plan, bool pingsGiven)
    {
        TimeSpan? duration = parsed.GetValue(_duration);
        double? rate = parsed.GetValue(_rate);
        double? rateEach = parsed.GetValue(_rateEach);
        if (duration is not null && pingsGiven) Contradiction("--duration and --pings both say when to end: give one");
        if (rate is not null && rateEach is not null) Contradiction("--rate and --rate-per-client say the same: give one");
        if (parsed.GetValue(_connectRate) is not null && parsed.GetValue(_ramp) is not null)
            Contradiction("--connect-rate and --ramp say the same: give one");
        if (parsed.GetValue(_depth) > 1 && plan.DelayBetween > TimeSpan.Zero)
            Contradiction("--depth keeps several pings on their way, and --think waits for the pong of one: give one of them");
        rate ??= rateEach * plan.Clients ?? plan.Rate;
        if (rate > Rates.Highest)
            Contradiction($"--rate-per-client: {Rates.Format(rate.Value)} pings a second are more than {Rates.Format(Rates.Highest)}");
        if (rate is null && parsed.GetValue(_arrivals) is not null)
            Contradiction("--arrivals: only an open loop has arrivals; give --rate, too");
        if (rate is not null && plan.DelayBetween > TimeSpan.Zero)
            Contradiction("--rate decides when a ping is sent, and so does --think: give one");

        bool timed = duration is not null || rate is not null;
        return plan with
        {
            Duration = duration,
            Rate = rate,
            Arrivals = parsed.GetValue(_arrivals) == "poisson" ? Arrivals.Poisson : Arrivals.Constant,
            Depth = parsed.GetValue(_depth) ?? Defaults.Depth,
            WarmUp = Off(parsed.GetValue(_warmUp)) ?? (duration is null ? TimeSpan.Zero : DefaultWarmUp),
            ConnectRate = parsed.GetValue(_connectRate) ?? (timed && parsed.GetValue(_ramp) is null ? DefaultConnectRate : null),
            Ramp = parsed.GetValue(_ramp),
            Grace = Off(parsed.GetValue(_grace)) ?? Defaults.Grace,
            ReconnectEvery = parsed.GetValue(_reconnectEvery),
            Seed = (ulong?)parsed.GetValue(_seed) ?? Defaults.Seed,
            Segment = SegmentOf(parsed, plan.Clients),
        };
    }

    private Segment SegmentOf(ParseResult parsed, int clients)
    {
        if (parsed.GetValue(_segment) is not { } text) return Segment.Whole;
        string[] parts = text.Split('/');
        bool isPart = parts.Length == 2 & int.TryParse(parts[0], out int index) & int.TryParse(parts[^1], out int count)
            && index >= 0 && index < count;
        if (!isPart) Contradiction($"--segment: «{Escaped.Text(text)}» is not a part such as 0/2 or 1/2");
        if (index >= clients)
            Contradiction($"--segment: of {Counted.Of(clients, "client")} none is in {text}: a part has one at least");
        return new(index, count);
    }

    private static TimeSpan? Off(TimeSpan? clock) => clock == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : clock;

    private static void Contradiction(string text) => throw new CommandFailure(ExitCodes.Usage, text);
}
