using System.Globalization;

namespace Sockeye.Load;

/// <summary>The ports that the kernel gives to connections that ask for none: each is used once per server address, and
/// again only a minute after a connection that this side closed first.</summary>
internal static class LocalPorts
{
    internal const string Advice =
        "no local port left for this address; wait a minute (TIME_WAIT), widen net.ipv4.ip_local_port_range, or use fewer clients";

    private const string BacklogFile = "/proc/sys/net/core/somaxconn";
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>The longest backlog that a listener of this system can have; null where it does not tell.</summary>
    internal static int? MostBacklog => File.Exists(BacklogFile)
        && int.TryParse(File.ReadAllText(BacklogFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int most)
            ? most
            : null;

    /// <summary>How many there are; null where the system does not tell.</summary>
    internal static int? Count
    {
        get
        {
            if (!File.Exists(RangeFile)) return null;
            string[] range = File.ReadAllText(RangeFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return range.Length == 2
                && int.TryParse(range[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(range[1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                ? last - first + 1
                : null;
        }
    }
}
