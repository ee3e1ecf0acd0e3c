using System.Globalization;

namespace Sockeye.Bench;

/// <summary>What a server is asked to do: hold connections that each have pings out, be connected to again and again, or wait.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="Outstanding">Pings that each has out.</param>
internal sealed record Workload(WorkloadKind Kind, int Connections, int Outstanding)
{
    internal const string Default = "50x1,50x16,1000x1,1000x16,10000x1,churn,idle";

    /// <summary>As many as load.c has connecting at once.</summary>
    private const int ChurnWidth = 32;
    private const int Silent = 10_000;

    internal string Name => Kind switch
    {
        WorkloadKind.Churn => "churn",
        WorkloadKind.Idle => Connections == Silent ? "idle" : string.Create(CultureInfo.InvariantCulture, $"idle:{Connections}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Connections}x{Outstanding}"),
    };

    /// <summary>Reads «50x16», «churn», «idle» or «idle:100».</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    internal static Workload Parse(string name)
    {
        if (name == "churn") return new Workload(WorkloadKind.Churn, ChurnWidth, 1);
        if (name == "idle") return new Workload(WorkloadKind.Idle, Silent, 1);
        if (name.Split(':') is ["idle", var silent] && int.TryParse(silent, out int idle) && idle is >= 2 and <= Silent)
            return new Workload(WorkloadKind.Idle, idle, 1);
        if (name.Split('x') is [var connections, var outstanding]
            && int.TryParse(connections, out int count) && count is >= 1 and <= Silent
            && int.TryParse(outstanding, out int depth) && depth is >= 1 and <= 64)
        {
            return new Workload(WorkloadKind.Ping, count, depth);
        }

        throw new FormatException(
            $"«{name}» is not a workload: 50x16 (connections, up to 10000, x pings that each has out, up to 64), churn, idle or idle:100");
    }
}

/// <summary>The kinds of workload.</summary>
internal enum WorkloadKind
{
    Ping,
    Churn,
    Idle,
}
