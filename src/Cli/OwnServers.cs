using System.Globalization;
using Sockeye.Lab;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>Our models as contenders: this very program, started once more to serve.</summary>
internal static class OwnServers
{
    internal static Contender Contender(ServerModel model) =>
        new(model.Name, model.Summary, setup => Launch(model.Name, setup)) { Model = model };

    internal static ServerLaunch Launch(string model, ServerSetup setup)
    {
        string[] self = Self();
        ServerLaunch launch = new(self[0], [.. self[1..], "serve", model, "--port", "0", "--quiet", .. Options(setup)]);
        // The runtime's own switch for how many processors it believes to have: its pool and our reactors go by it.
        return setup.Processors is { } processors
            ? launch with { Environment = new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = $"{processors}" } }
            : launch;
    }

    private static IEnumerable<string> Options(ServerSetup setup)
    {
        if (setup.Threads is { } threads) yield return Option("--threads", threads);
        if (setup.Protocol is { } protocol) yield return $"--protocol={protocol}";
        if (setup.IdleTimeout is { } idle) yield return Option("--idle-timeout", idle);
        if (setup.MessageTimeout is { } message) yield return Option("--message-timeout", message);
        if (setup.Account is { } account) yield return $"--account={account}";
        if (setup.SendTimeout is { } send) yield return Option("--send-timeout", send);
        if (setup.Trace is { } trace) yield return $"--trace={trace}";
        WorkOptions work = setup.Work;
        if (work.Delay > TimeSpan.Zero) yield return Option("--delay", work.Delay);
        if (work.Burn > TimeSpan.Zero) yield return Option("--work", work.Burn);
        if (work.Await > TimeSpan.Zero) yield return Option("--await", work.Await);
        if (work.Client is { } first) yield return $"--delay-client={first}-{first + work.Clients - 1}";
    }

    private static string Option(string name, TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={time.TotalMilliseconds}ms");

    private static string Option(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}={number}");

    // Started by the host («dotnet sockeye.dll»), or in a test's process, the program is the host's argument.
    private static string[] Self()
    {
        string process = Environment.ProcessPath ?? "dotnet";
        string name = Path.GetFileNameWithoutExtension(process);
        if (name == "sockeye") return [process];
        return [name == "dotnet" ? process : "dotnet", Path.Combine(AppContext.BaseDirectory, "sockeye.dll")];
    }
}
