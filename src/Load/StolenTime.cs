using System.Globalization;

namespace Sockeye.Load;

/// <summary>How long the cores of this client have stood still because the host of this virtual machine ran something else on them
/// (proc_stat(5), steal): nothing that the client does can make up for that.</summary>
/// <param name="Stolen">Ticks stolen since the system has started.</param>
/// <param name="All">Ticks of all kinds.</param>
internal readonly record struct StolenTime(long Stolen, long All)
{
    private const string File = "/proc/stat";

    // user nice system idle iowait irq softirq steal; what follows is contained in user and nice.
    private const int Kinds = 8;

    /// <summary>What the system tells of some cores; null where it does not.</summary>
    internal static StolenTime? Now(IReadOnlyList<int> cpus) =>
        OperatingSystem.IsLinux() && System.IO.File.Exists(File) ? Of(System.IO.File.ReadLines(File), cpus) : null;

    internal static StolenTime? Of(IEnumerable<string> lines, IReadOnlyList<int> cpus)
    {
        StolenTime sum = default;
        foreach (string line in lines)
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length <= Kinds || !fields[0].StartsWith("cpu", StringComparison.Ordinal)) continue;
            if (!int.TryParse(fields[0].AsSpan(3), CultureInfo.InvariantCulture, out int cpu) || !cpus.Contains(cpu)) continue;
            long[] ticks = [.. fields[1..(Kinds + 1)].Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
            sum = new(sum.Stolen + ticks[^1], sum.All + ticks.Sum());
        }
        return sum.All == 0 ? null : sum;
    }

    /// <summary>Which share of the time since another moment was stolen.</summary>
    internal double? ShareSince(StolenTime? before) =>
        before is { } then && All > then.All ? (double)(Stolen - then.Stolen) / (All - then.All) : null;
}
