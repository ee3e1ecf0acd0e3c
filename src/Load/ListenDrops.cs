using System.Globalization;

namespace Sockeye.Load;

/// <summary>What the TCP listeners of this machine turned away, of all its servers together: whoever is turned away tries again after
/// 1, 3 and 7 s, and those seconds are in the times to connect.</summary>
/// <param name="Overflows">Connects that found a backlog full (ListenOverflows).</param>
/// <param name="Drops">Connects that were dropped, for that or another reason (ListenDrops).</param>
public sealed record ListenDrops(long Overflows, long Drops)
{
    private const string File = "/proc/net/netstat";

    /// <summary>Those since the system started; null where it does not tell.</summary>
    public static ListenDrops? Now => System.IO.File.Exists(File) ? Parse(System.IO.File.ReadLines(File)) : null;

    /// <summary>Those since a moment before.</summary>
    /// <param name="before">Those until then.</param>
    /// <returns>The difference.</returns>
    public ListenDrops Since(ListenDrops before) => new(Overflows - before.Overflows, Drops - before.Drops);

    // proc_pid_net(5): of every protocol two lines, the names of its counters and their values.
    internal static ListenDrops? Parse(IEnumerable<string> lines)
    {
        string[][] tcp =
            [.. lines.Where(line => line.StartsWith("TcpExt:", StringComparison.Ordinal)).Take(2).Select(line => line.Split(' '))];
        return tcp.Length == 2 && Counter("ListenOverflows") is { } overflows && Counter("ListenDrops") is { } drops
            ? new(overflows, drops)
            : null;

        long? Counter(string name)
        {
            int place = Array.IndexOf(tcp[0], name);
            return place >= 0 && place < tcp[1].Length
                && long.TryParse(tcp[1][place], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;
        }
    }
}
