using System.Globalization;
using System.Net;

namespace Sockeye.Cli;

/// <summary>The process on this machine that listens at an address: which cores it may use. Linux; of one's own processes,
/// unless one is root.</summary>
internal static class LocalServer
{
    private const string Listening = "0A";

    /// <summary>Its cores; null where it is not found here.</summary>
    internal static IReadOnlyList<int>? Cpus(EndPoint server)
    {
        if (server is not IPEndPoint ip || !OperatingSystem.IsLinux()) return null;
        try
        {
            return Inode(ip.Port) is { } inode && Owner(inode) is { } process ? Allowed(process) : null;
        }
        catch (Exception vanished) when (vanished is IOException or UnauthorizedAccessException or CommandFailure)
        {
            // A process may end while it is looked at, and then nothing is known of it.
            return null;
        }
    }

    // proc_pid_net(5): of a line the second word is the local address and port in hexadecimal, the fourth the state, the
    // tenth the inode.
    private static string? Inode(int port)
    {
        string suffix = $":{port:X4}";
        foreach (string table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table)) continue;
            foreach (string line in File.ReadLines(table).Skip(1))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 9 && words[1].EndsWith(suffix, StringComparison.Ordinal) && words[3] == Listening) return words[9];
            }
        }
        return null;
    }

    private static string? Owner(string inode)
    {
        string socket = $"socket:[{inode}]";
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out _)) continue;
            try
            {
                if (Directory.EnumerateFiles($"{process}/fd").Any(file => new FileInfo(file).LinkTarget == socket)) return process;
            }
            catch (Exception foreign) when (foreign is UnauthorizedAccessException or IOException)
            {
                continue;
            }
        }
        return null;
    }

    private static IReadOnlyList<int>? Allowed(string process)
    {
        const string name = "Cpus_allowed_list:";
        string? line = File.ReadLines($"{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? null : CarrierFlags.CpuList(line[name.Length..].Trim());
    }
}
