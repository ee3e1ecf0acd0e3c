using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Sockeye.Tests.Linux;

/// <summary>
/// This assembly, started once more as a child, under commands that change its circumstances: limits, users and signals
/// concern a whole process, and not that of all the other tests.
/// </summary>
internal static class Child
{
    private const string Variable = "SOCKEYE_CHILD_SCENARIO";

    /// <summary>Runs a scenario in a child and returns what it said; skips the test where a command is missing.</summary>
    /// <param name="scenario">A static method that returns what is to be said (<see cref="ChildScenarios"/>), and after a space its
    /// parameter, if it has one.</param>
    /// <param name="under">The commands that the child is started under.</param>
    internal static string Ask(string scenario, params ReadOnlySpan<string> under)
    {
        List<string> line = [.. under, Environment.ProcessPath!];
        if (Path.GetFileName(Environment.ProcessPath!) == "dotnet") line.Add(typeof(Child).Assembly.Location);
        foreach (string command in under)
        {
            if (!command.StartsWith('-') && !command.Contains('=')) Assert.SkipUnless(IsInstalled(command), $"no {command} here");
        }
        ProcessStartInfo start = new(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            Environment = { [Variable] = scenario },
        };
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(), errors = child.StandardError.ReadToEndAsync();
        if (!child.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            child.Kill(entireProcessTree: true);
            child.WaitForExit();
        }
        Assert.SkipWhen(child.ExitCode is 126 or 127, $"this assembly cannot be started under {line[0]}: {errors.Result.Trim()}");
        Assert.Equal((0, ""), (child.ExitCode, errors.Result));
        return output.Result.TrimEnd('\n');
    }

    [ModuleInitializer]
    internal static void Answer()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } scenario) return;
        Console.Out.WriteLine(ChildScenarios.Run(scenario));
        Environment.Exit(0);
    }

    private static bool IsInstalled(string command) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => folder != "" && File.Exists(Path.Combine(folder, command)));
}
