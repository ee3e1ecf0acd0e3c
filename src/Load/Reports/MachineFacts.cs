using System.Runtime;
using System.Runtime.InteropServices;

namespace Sockeye.Load;

/// <summary>Where a run took place: what must be told beside its figures, so that they can be compared.</summary>
/// <param name="Machine">Its name.</param>
/// <param name="StartedAt">When the run began, by the wall clock: for people, never for durations.</param>
/// <param name="Os">The system and its version.</param>
/// <param name="Cpu">The processor's model; null where the system does not tell.</param>
/// <param name="Cores">How many processors this process may use.</param>
/// <param name="Runtime">The .NET that ran it.</param>
/// <param name="Gc">How it collects.</param>
/// <param name="OpenFiles">How many descriptors it may open; null where there is no limit.</param>
/// <param name="LocalPorts">How many ports connections may come from; null where the system does not tell.</param>
/// <param name="Sysctl">The kernel's settings that decide about connections.</param>
public sealed record MachineFacts(
    string Machine, DateTimeOffset StartedAt, string Os, string? Cpu, int Cores, string Runtime, string Gc, int? OpenFiles,
    int? LocalPorts, IReadOnlyDictionary<string, string> Sysctl)
{
    private static readonly string[] Settings =
        ["net/core/somaxconn", "net/ipv4/tcp_max_syn_backlog", "net/ipv4/tcp_tw_reuse", "net/ipv4/ip_local_port_range"];

    /// <summary>Those of this machine.</summary>
    /// <param name="startedAt">When the run began.</param>
    /// <returns>The facts.</returns>
    public static MachineFacts Of(DateTimeOffset startedAt) => new(
        System.Environment.MachineName,
        startedAt,
        RuntimeInformation.OSDescription,
        Processor(),
        System.Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        GCSettings.IsServerGC ? "server" : "workstation",
        Linux.OpenFiles.Limit,
        Load.LocalPorts.Count,
        Settings.Where(name => File.Exists($"/proc/sys/{name}")).ToDictionary(
            name => name.Replace('/', '.'), name => string.Join(' ', Words(File.ReadAllText($"/proc/sys/{name}")))));

    // proc_cpuinfo(5): a line «model name : ...» for every processor; some architectures have none.
    private static string? Processor()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file)) return null;
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
