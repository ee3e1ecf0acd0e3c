using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sockeye.Lab;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>Who is soaked, in what and for how long, as options of a verb.</summary>
internal sealed class SoakFlags
{
    private const string Everything = "all";
    private const string Nothing = "none";

    // With a goal, the time is only there so that it ends.
    private static readonly TimeSpan GoalDuration = TimeSpan.FromHours(1);

    private static readonly SoakPlan Defaults = new() { Servers = [] };

    private readonly Argument<string[]> _models = new("models")
    {
        Description = $"Models to soak, or {Everything}, which is the default.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _together = new("--together")
    {
        Description = "All models at the same time, each with peers of its own. Default: one after another.",
    };

    private readonly Option<TimeSpan?> _duration = Options.Time(
        "--duration",
        $"For how long connections are begun to each. Default: {Durations.Format(Defaults.Duration)}; with a goal at most 1 h.", "-d");

    private readonly Option<int?> _connections = Options.Number(
        "--connections", $"Peers at once. Default: {Defaults.Connections}.", highest: SoakPlan.MostConnections, aliases: "-c");

    private readonly Option<int?> _seed = Options.Number(
        "--seed", "What everything is drawn from: who says what, and how it ends. Default: drawn, and printed.", lowest: 0);

    private readonly Option<string?> _protocol = Options.OneOf(
        "--protocol", "What is said: bytes that come back, or pings. Default: echo.", "echo", "pingpong");

    private readonly Option<string?> _toxics = new("--toxics")
    {
        Description = "What is done to half of the connections on their way, with commas: "
            + $"{string.Join(", ", ToxicCatalog.Kinds.Select(kind => kind.Name))}; or {Nothing}. Default: {Everything}, which is each but "
            + $"{string.Join(", ", ToxicCatalog.Kinds.Except(ToxicCatalog.Bearable).Select(kind => kind.Name))}.",
        HelpName = "names",
    };

    private readonly Option<long?> _kills = new("--kills")
    {
        Description = "A goal: so many connections killed in the middle of an exchange, as in 20k or 1m.",
        HelpName = "number",
        CustomParser = result => ParseCount(result, ("k", 1_000), ("m", 1_000_000)),
    };

    private readonly Option<long?> _bytes = new("--bytes")
    {
        Description = "A goal: so many bytes that come back and are right, as in 500MiB or 100GiB.",
        HelpName = "size",
        CustomParser = result => ParseCount(result, ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30)),
    };

    private readonly Option<int?> _stops = Options.Number(
        "--stops", "How often each is started and stopped by SIGTERM under load afterwards. Default: never.", highest: 100_000);

    private readonly Option<int?> _drips = Options.Number(
        "--slowloris", "How many clients drip afterwards, beside 100 that mean well and must hardly notice. Default: none.",
        highest: SoakPlan.MostConnections);

    internal void AddTo(Command command)
    {
        command.Arguments.Add(_models);
        foreach (Option option in (Option[])[_together, _duration, _connections, _seed, _protocol, _toxics, _kills, _bytes, _stops, _drips])
            command.Options.Add(option);
    }

    /// <exception cref="CommandFailure">Something is unknown, or does not fit (usage).</exception>
    internal SoakPlan Read(ParseResult parsed)
    {
        long? kills = parsed.GetValue(_kills);
        long? bytes = parsed.GetValue(_bytes);
        bool hasGoal = (kills ?? bytes) is not null;
        return new()
        {
            Servers = [.. Models(parsed.GetValue(_models) ?? []).Select(OwnServers.Contender)],
            Together = parsed.GetValue(_together),
            Duration = parsed.GetValue(_duration) ?? (hasGoal ? GoalDuration : Defaults.Duration),
            Connections = parsed.GetValue(_connections) ?? Defaults.Connections,
            Seed = parsed.GetValue(_seed) ?? Random.Shared.Next(1, 1_000_000),
            Protocol = parsed.GetValue(_protocol) == "pingpong" ? SoakProtocol.PingPong : SoakProtocol.Echo,
            Toxics = parsed.GetValue(_toxics) is { } names ? [.. Toxics(names)] : Defaults.Toxics,
            Kills = kills,
            Bytes = bytes,
            Stops = parsed.GetValue(_stops) ?? 0,
            Drips = parsed.GetValue(_drips) ?? 0,
        };
    }

    /// <summary>Models that this machine refuses, where all that it allows are soaked.</summary>
    internal static IEnumerable<ServerModel> LeftOut(SoakPlan plan)
    {
        ServerModel[] refused = [.. ServerCatalog.Models.Where(model => model.Unsupported is not null)];
        return plan.Servers.Count + refused.Length == ServerCatalog.Models.Count ? refused : [];
    }

    /// <summary>The command that does the same again.</summary>
    internal static string Command(SoakPlan plan)
    {
        string models = plan.Servers.Count == ServerCatalog.Models.Count
            ? Everything
            : string.Join(' ', plan.Servers.Select(server => server.Name));
        string toxics = plan.Toxics.Count == 0 ? Nothing : string.Join(',', plan.Toxics.Select(kind => kind.Name));
        string command = string.Create(
            CultureInfo.InvariantCulture,
            $"sockeye soak {models} --duration {plan.Duration.TotalSeconds:0.###}s --connections {plan.Connections} --seed {plan.Seed}");
        if (plan.Together) command += " --together";
        if (plan.Protocol == SoakProtocol.PingPong) command += " --protocol pingpong";
        if (!plan.Toxics.SequenceEqual(Defaults.Toxics)) command += $" --toxics {toxics}";
        if (plan.Kills is { } kills) command += string.Create(CultureInfo.InvariantCulture, $" --kills {kills}");
        if (plan.Bytes is { } bytes) command += string.Create(CultureInfo.InvariantCulture, $" --bytes {bytes}");
        if (plan.Stops > 0) command += string.Create(CultureInfo.InvariantCulture, $" --stops {plan.Stops}");
        if (plan.Drips > 0) command += string.Create(CultureInfo.InvariantCulture, $" --slowloris {plan.Drips}");
        return command;
    }

    private static IEnumerable<ServerModel> Models(string[] names)
    {
        if (names.Length > 1 && names.Contains(Everything))
            throw new CommandFailure(ExitCodes.Usage, $"«{Everything}» stands for every model: name it alone, or the models");
        if (names is [] or [Everything]) return ServerCatalog.Models.Where(model => model.Unsupported is null);
        return names.Distinct().Select(Options.RunnableModel);
    }

    private static IEnumerable<ToxicKind> Toxics(string names) => names == Nothing ? []
        : names == Everything ? Defaults.Toxics
        : names.Split(',').Distinct().Select(name => ToxicCatalog.Find(name) ?? throw new CommandFailure(
            ExitCodes.Usage,
            $"--toxics: «{Escaped.Text(name)}» is none of "
                + $"{string.Join(", ", ToxicCatalog.Kinds.Select(kind => kind.Name))}; alone stand {Everything}, which is the default, "
                + $"and {Nothing}"));

    private static long? ParseCount(ArgumentResult result, params (string Name, long Factor)[] units)
    {
        string text = result.Tokens[0].Value;
        (string suffix, long factor) = units.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.Ordinal), ("", 1));
        bool isNumber = long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        if (isNumber && number > 0 && number <= long.MaxValue / 1024 / factor) return number * factor;
        string name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        string known = $"{string.Join(", ", units.SkipLast(1).Select(unit => unit.Name))} or {units[^1].Name}";
        result.AddError($"{name}: «{Escaped.Text(text)}» is not a number from 1 on, with or without {known}");
        return null;
    }
}
