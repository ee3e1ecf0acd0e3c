using System.Reflection;
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
/// <param name="Kernel">The kernel's release; null where the system does not tell.</param>
/// <param name="Commit">The commit that this program was built from; null where it was built outside of a repository.</param>
/// <param name="CommandLine">How it was called, the program first.</param>
/// <param name="TieredPgo">Whether the JIT compiles code anew by what it has seen of it; null where there is no JIT.</param>
public sealed record MachineFacts(
    string Machine, DateTimeOffset StartedAt, string Os, string? Cpu, int Cores, string Runtime, string Gc, int? OpenFiles,
    int? LocalPorts, IReadOnlyDictionary<string, string> Sysctl, string? Kernel = null, string? Commit = null,
    IReadOnlyList<string>? CommandLine = null, bool? TieredPgo = null)
{
    private const string KernelFile = "/proc/sys/kernel/osrelease";

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
            name => name.Replace('/', '.'), name => string.Join(' ', Words(File.ReadAllText($"/proc/sys/{name}")))),
        File.Exists(KernelFile) ? File.ReadAllText(KernelFile).Trim() : null,
        CommitOf(typeof(MachineFacts).Assembly),
        Command(),
        Pgo());

    // Where the program lies is nobody's affair.
    private static string[] Command() =>
        System.Environment.GetCommandLineArgs() is [var program, .. var arguments] ? [Path.GetFileName(program), .. arguments] : [];

    // proc_cpuinfo(5): a line «model name : ...» for every processor; some architectures have none.
    private static string? Processor()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file)) return null;
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    // Whether code can be made is no question to ask: a program that is to be compiled ahead of time denies it also while it is not.
    private static bool? Pgo() => JitInfo.GetCompiledMethodCount() > 0 ? IsOn("TieredCompilation") && IsOn("TieredPGO") : null;

    // The SDK writes it behind the version: 0.1.0+2f5a….
    private static string? CommitOf(Assembly assembly)
    {
        string? version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+') is [_, var commit] ? commit : null;
    }

    // The environment goes before the program's own setting; both are on where neither says anything.
    private static bool IsOn(string setting)
    {
        string? said = System.Environment.GetEnvironmentVariable($"DOTNET_{setting}")
            ?? AppContext.GetData($"System.Runtime.{setting}")?.ToString();
        return said is null || !(said == "0" || said.Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
