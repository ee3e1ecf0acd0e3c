using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Sockeye.Bench;

/// <summary>What a figure depends on besides the code: it is worth nothing without.</summary>
internal sealed record Machine(
    string Date, string Kernel, string Processor, int Cores, string Runtime, string Commit, string Pinning, string Client, string Command)
{
    internal static Machine Here(string client, string[] arguments) => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        First("/proc/sys/kernel/osrelease", ""),
        First("/proc/cpuinfo", "model name\t: "),
        Environment.ProcessorCount,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, " +
            (GCSettings.IsServerGC ? "server GC" : "workstation GC"),
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Child.Pins ? "server on core 0, load on core 1" : "not pinned: one core, or no taskset",
        client,
        string.Join(' ', ["bench", .. arguments]));

    private static string First(string file, string prefix) => !File.Exists(file) ? "unknown" : File.ReadLines(file)
        .Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..]).FirstOrDefault("unknown");
}
