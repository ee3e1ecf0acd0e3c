using System.CommandLine;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>Who is compared, on what and how often, as options of a verb.</summary>
internal sealed class CompareFlags
{
    private const int DefaultRuns = 5;
    private const string EveryScenario = "all";

    private readonly Argument<string[]> _models = new("models")
    {
        Description = $"Models to compare, or all. Default: the lesson's, {string.Join(", ", Lesson.Models.Select(model => model.Name))}.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "Another server, in any language: 'NAME=command {port}'. It answers «ping C S» with «pong C S», as a line.",
        HelpName = "NAME=command",
    };

    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = $"One of --list, several with commas, or {EveryScenario}. Default: classic.",
        HelpName = "name",
        DefaultValueFactory = _ => "classic",
    };

    private readonly Option<int?> _runs = Options.Number(
        "--runs", $"How often each server is run, as a new process each time. Default: {DefaultRuns}; fewer than 4 show no differences.");

    private readonly Option<int?> _seed = Options.Number("--seed", "What the order of the runs is drawn from. Default: 1.", lowest: 0);

    private readonly Option<int?> _clients =
        Options.Number("--num-clients", "Clients of the scenario, instead of its own number.", aliases: ["-c", "--connections"]);

    private readonly Option<int?> _pings = Options.Number("--pings", "Pings of each, where the scenario counts them.", aliases: "-n");

    private readonly Option<TimeSpan?> _duration = Options.Time("--duration", "For how long, where the scenario has a duration.", "-d");

    private readonly Option<double?> _rate = Options.Rate("--rate", "Pings a second, where the scenario has a rate.", "-R");

    private readonly Option<IReadOnlyList<double>?> _rates =
        Options.SeveralRates("Each scenario that has a rate at each of these, to see where a server stops keeping up: 1k:32k:*2.");

    private readonly MessageFlags _message = new();

    internal void AddTo(Command command)
    {
        command.Arguments.Add(_models);
        foreach (Option option in (Option[])[_servers, _scenario, _runs, _seed, _clients, _pings, _duration, _rate, _rates])
            command.Options.Add(option);
        _message.AddPingTo(command);
        _message.AddReplyTo(command);
    }

    /// <exception cref="CommandFailure">Something is unknown, or does not fit (usage).</exception>
    internal ComparisonPlan Read(ParseResult parsed)
    {
        ClientPlan said = _message.Apply(parsed, new());
        Contender[] external = [.. (parsed.GetValue(_servers) ?? []).Select(External)];
        string[] models = parsed.GetValue(_models) ?? [];
        // What other servers are asked in words of their own, the lesson's would not understand.
        bool isForOthers = models is [] && external is not [] && (said.Message is not null || said.Framing is not null);
        Contender[] contenders = [.. (isForOthers ? [] : Models(models)).Select(OwnServers.Contender), .. external];
        if (contenders.GroupBy(contender => contender.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new CommandFailure(ExitCodes.Usage, $"«{Escaped.Text(twice.Key)}» is there twice: a name stands for one server");
        // By its name the baseline of «over sequential» is found, and who can take part.
        if (contenders.FirstOrDefault(contender => !contender.IsOurs && ServerCatalog.Find(contender.Name) is not null) is { } borrowed)
            throw new CommandFailure(ExitCodes.Usage, $"--server: «{Escaped.Text(borrowed.Name)}» is a model of ours: take another name");
        Scenario[] scenarios = [.. Scenarios(parsed.GetRequiredValue(_scenario))];
        if (scenarios.GroupBy(scenario => scenario.Name).FirstOrDefault(same => same.Count() > 1) is { } repeated)
            throw new CommandFailure(ExitCodes.Usage, $"--scenario: «{repeated.Key}» is there twice");
        CheckUsed(parsed, scenarios);
        IReadOnlyList<double>? rates = parsed.GetValue(_rates);
        if (rates is not null && parsed.GetValue(_rate) is not null)
            throw new CommandFailure(ExitCodes.Usage, "--rate is one rate, and --rates are many: give one");
        return new()
        {
            Contenders = contenders,
            Scenarios = [.. scenarios.Select(scenario => Sized(parsed, scenario)).SelectMany(scenario => AtEach(rates, scenario))],
            Runs = parsed.GetValue(_runs) ?? DefaultRuns,
            Seed = parsed.GetValue(_seed) ?? 1,
        };
    }

    private static IEnumerable<ServerModel> Models(string[] names)
    {
        if (names is []) return Lesson.Models;
        if (names is ["all"]) return ServerCatalog.Models.Where(model => model.Unsupported is null);
        return names.Select(Options.RunnableModel);
    }

    private static Contender External(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !text.Contains(Contender.PortPlace, StringComparison.Ordinal))
        {
            throw new CommandFailure(
                ExitCodes.Usage,
                $"--server: «{Escaped.Text(text)}» is not NAME=command with {Contender.PortPlace} in the place of its port");
        }
        return Contender.External(Escaped.Text(text[..equals].Trim()), text[(equals + 1)..].Trim());
    }

    private static IEnumerable<Scenario> Scenarios(string names) => names == EveryScenario
        ? ScenarioCatalog.Scenarios
        : names.Split(',', StringSplitOptions.TrimEntries).Select(name => ScenarioCatalog.Find(name) ?? throw new CommandFailure(
            ExitCodes.Usage,
            $"--scenario: «{Escaped.Text(name)}» is none of "
                + $"{string.Join(", ", ScenarioCatalog.Scenarios.Select(scenario => scenario.Name))}, {EveryScenario}"));

    // What no scenario would heed was meant to change something.
    private void CheckUsed(ParseResult parsed, Scenario[] scenarios)
    {
        if (parsed.GetValue(_pings) is not null) Check(_pings, plan => plan.Duration is null, "counts its pings", "--duration");
        if (parsed.GetValue(_duration) is not null) Check(_duration, plan => plan.Duration is not null, "has a duration", "--pings");
        foreach (Option rate in (Option[])[_rate, _rates])
        {
            if (parsed.GetResult(rate) is not null) Check(rate, plan => plan.Rate is not null, "has a rate", "--scenario steady");
        }

        void Check(Option option, Func<ClientPlan, bool> heeds, string what, string instead)
        {
            if (scenarios.Any(scenario => heeds(scenario.Plan))) return;
            string names = string.Join(", ", scenarios.Select(scenario => scenario.Name));
            throw new CommandFailure(ExitCodes.Usage, $"{option.Name}: no scenario of {names} {what}; take {instead}");
        }
    }

    private static IEnumerable<Scenario> AtEach(IReadOnlyList<double>? rates, Scenario scenario) =>
        rates is null || scenario.Plan.Rate is null ? [scenario] : rates.Select(scenario.At);

    private ClientPlan Said(ParseResult parsed, Scenario scenario)
    {
        if (!_message.Given(parsed)) return scenario.Plan;
        Scenario asked = scenario with { Plan = _message.Apply(parsed, scenario.Plan) };
        if (asked is { NeedsNumbers: true, PingsBearNumbers: false })
        {
            throw new CommandFailure(
                ExitCodes.Usage,
                $"{scenario.Name} goes by the client's number, which only the pings of pingpong bear: leave out --protocol, --message and "
                    + "--framing, or take another scenario");
        }
        return asked.Plan;
    }

    private Scenario Sized(ParseResult parsed, Scenario scenario)
    {
        ClientPlan plan = Said(parsed, scenario);
        plan = plan with
        {
            Clients = parsed.GetValue(_clients) ?? plan.Clients,
            Pings = parsed.GetValue(_pings) ?? plan.Pings,
            Duration = plan.Duration is null ? null : parsed.GetValue(_duration) ?? plan.Duration,
            Rate = plan.Rate is null ? null : parsed.GetValue(_rate) ?? plan.Rate,
        };
        if (plan.PingsByClient.Keys.Any(client => client >= plan.Clients))
        {
            throw new CommandFailure(
                ExitCodes.Usage, $"--num-clients: {scenario.Name} needs more than its {plan.PingsByClient.Count} slow clients");
        }
        return scenario with { Plan = plan };
    }
}
