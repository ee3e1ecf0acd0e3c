using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The options that several verbs have, each with its range and a message that says what was expected.</summary>
internal static class Options
{
    internal static Argument<ServerModel> Model() => new("model")
    {
        Description = $"The server's concurrency model: {ModelNames}, or auto for the one that fits this machine best.",
        CustomParser = result =>
        {
            string name = result.Tokens[0].Value;
            if (ServerCatalog.Find(name) is { } model) return model;
            if (name == "auto") return Chosen();
            result.AddError(Unknown(name, "auto"));
            return null;
        },
    };

    /// <summary>The model of a name, for verbs that take several models, or all.</summary>
    /// <exception cref="CommandFailure">There is none (usage), or this machine cannot run it.</exception>
    internal static ServerModel RunnableModel(string name)
    {
        ServerModel model = ServerCatalog.Find(name) ?? throw new CommandFailure(ExitCodes.Usage, Unknown(name, "or all"));
        return model.Unsupported is { } reason ? throw new CommandFailure(ExitCodes.CannotStart, $"{model.Name}: {reason}") : model;
    }

    internal static Option<string> Host() => new("--host")
    {
        Description = "Host name or address; a name's IPv4 address is preferred.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    internal static Option<int> Port(string description, int lowest) => new("--port")
    {
        Description = description,
        DefaultValueFactory = _ => 8000,
        CustomParser = result => ParseInteger(result, "port", lowest, ushort.MaxValue),
    };

    internal static Option<string?> Unix(string description) => new("--unix") { Description = description, HelpName = "path" };

    internal static Option<int?> Number(
        string name, string description, int lowest = 1, int highest = int.MaxValue, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => ParseInteger(result, "number", lowest, highest),
        };

    /// <summary>A length of time above 0, as in <c>500ms</c>.</summary>
    internal static Option<TimeSpan?> Time(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result => ParseTime(result, canBeOff: false),
    };

    /// <summary>A length of time above 0, or <c>off</c>: <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    internal static Option<TimeSpan?> Clock(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time|off",
        CustomParser = result => ParseTime(result, canBeOff: true),
    };

    /// <summary>Pings a second, as in <c>20k</c>.</summary>
    internal static Option<double?> Rate(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "rate",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Rates.TryParse(text, out double rate)) return rate;
            result.AddError($"{OptionName(result)}: «{Escaped.Text(text)}» is not a rate such as 500, 20k or 1.5m");
            return null;
        },
    };

    /// <summary>Several rates, as in <c>1k:10k:1k</c>.</summary>
    internal static Option<IReadOnlyList<double>?> SeveralRates(string description) => new("--rates")
    {
        Description = description,
        HelpName = "from:to:step",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (RateSteps.TryParse(text, out IReadOnlyList<double> rates)) return rates;
            result.AddError(
                $"{OptionName(result)}: «{Escaped.Text(text)}» is not from:to:step, as in 1k:10k:1k or 1k:50k:*1.5, "
                + $"of {RateSteps.MostSteps} rates at most");
            return null;
        },
    };

    internal static Option<string?> OneOf(string name, string description, params string[] values) =>
        OneOf(name, description, accept: _ => false, values);

    /// <summary>One of some words, or what is accepted besides: the last of the words shows its form.</summary>
    internal static Option<string?> OneOf(string name, string description, Func<string, bool> accept, params string[] values)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', values) };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !values.Contains(result.Tokens[0].Value) && !accept(result.Tokens[0].Value))
                result.AddError($"{name}: «{Escaped.Text(result.Tokens[0].Value)}» is none of {string.Join(", ", values)}");
        });
        return option;
    }

    // An option that a verb does not have stands where its models do.
    private static string Unknown(string model, string others) => model.StartsWith('-')
        ? $"unknown option «{Escaped.Text(model)}»"
        : $"unknown model «{Escaped.Text(model)}»; the models are {ModelNames}, {others}";

    private static ServerModel Chosen()
    {
        ServerModel model = ServerCatalog.Choose(out string reason);
        return model with { Summary = $"{model.Summary}; auto: {reason}" };
    }

    private static string ModelNames => string.Join(", ", ServerCatalog.Models.Select(model => model.Name));

    private static int ParseInteger(ArgumentResult result, string noun, int lowest, int highest)
    {
        string text = result.Tokens[0].Value;
        bool isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (isNumber && number >= lowest && number <= highest) return number;
        string range = highest == int.MaxValue ? $"from {lowest} on" : $"from {lowest} to {highest}";
        result.AddError($"{OptionName(result)}: «{Escaped.Text(text)}» is not a {noun} {range}");
        return lowest;
    }

    private static TimeSpan? ParseTime(ArgumentResult result, bool canBeOff)
    {
        string text = result.Tokens[0].Value;
        if (canBeOff && text == "off") return Timeout.InfiniteTimeSpan;
        if (Durations.TryParse(text, out TimeSpan time) && time > TimeSpan.Zero) return time;
        string off = canBeOff ? ", nor «off»" : "";
        result.AddError($"{OptionName(result)}: «{Escaped.Text(text)}» is not a length of time such as 500ms, 5s or 2m{off}");
        return null;
    }

    private static string OptionName(ArgumentResult result) =>
        result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
