using System.Globalization;

namespace Sockeye.Bench;

/// <summary>What the command line of `models` asks for.</summary>
internal sealed record ModelsPlan
{
    internal string[] Only { get; private init; } = [];

    internal int Rounds { get; private init; } = 5;

    internal IReadOnlyList<Workload> Workloads { get; private init; } = [];

    internal string? Folder { get; private init; }

    /// <summary>Result files of earlier runs: nothing is measured, and all of it becomes one page.</summary>
    internal string[] Merge { get; private init; } = [];

    /// <summary>Of the order in which servers have their turns; the same again for the same number.</summary>
    internal int Seed { get; private init; } = 1;

    internal bool Smoke { get; private init; }

    /// <summary>How long each server is warmed up, where not as long as usual.</summary>
    internal int? WarmUpMilliseconds { get; private init; }

    internal Effort Effort
    {
        get
        {
            Effort effort = Smoke ? Effort.Smoke : Effort.Whole;
            return effort with { WarmUpMilliseconds = WarmUpMilliseconds ?? effort.WarmUpMilliseconds };
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">An option is not known, or its value is not.</exception>
    internal static ModelsPlan Parse(string[] arguments)
    {
        ModelsPlan plan = new();
        string? workloads = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--smoke")
            {
                plan = plan with { Smoke = true, Rounds = 1 };
                continue;
            }
            string option = arguments[i];
            if (++i == arguments.Length) throw new FormatException($"{option} is not an option, or lacks its value");
            if (option == "--workloads") workloads = arguments[i];
            else plan = plan.With(option, arguments[i]);
        }
        workloads ??= plan.Smoke ? "8x4,churn,idle:100" : Workload.Default;
        return plan with { Workloads = [.. workloads.Split(',').Select(Workload.Parse)] };
    }

    private ModelsPlan With(string option, string value) => option switch
    {
        "--only" => this with { Only = value.Split(',') },
        "--rounds" => this with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
        "--seed" => this with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
        "--warmup" => this with { WarmUpMilliseconds = int.Parse(value, CultureInfo.InvariantCulture) },
        "--merge" => this with { Merge = value.Split(',') },
        "--out" => this with { Folder = value },
        _ => throw new FormatException($"{option} is not an option"),
    };
}
