using System.Diagnostics;
using System.Reflection;
using Sockeye.Load;
using Sockeye.Tests.Processes;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Rule R18: what must be known of a machine to compare its figures.</summary>
public class MachineFactsTests
{
    private static readonly MachineFacts Here = MachineFacts.Of(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Say_how_the_program_was_called_and_compiled()
    {
        string[] called = Environment.GetCommandLineArgs();
        Assert.Equal([Path.GetFileName(called[0]), .. called[1..]], Here.CommandLine);
        // The tests are compiled by the JIT, and nobody turns it down.
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DOTNET_TieredPGO") is null, "somebody set it");
        Assert.True(Here.TieredPgo);
    }

    /// <summary>The command is to be compiled ahead of time, and denies that code can be made; started so, the JIT makes it.</summary>
    [Fact]
    public async Task Say_so_of_the_command_too()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DOTNET_TieredPGO") is null, "somebody set it");
        using PausableServer server = new();
        string[] command = [.. ServeProcess.Command, "client", server.EndPoint.ToString()!, "-n", "1", "--json"];
        using Process client = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        string json = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(LoadReport.Read(json).Environment!.TieredPgo);
    }

    [Fact]
    public void Name_the_kernel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells its kernel.");
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").TrimEnd('\n'), Here.Kernel);
    }

    [Fact]
    public void Name_the_commit_that_the_program_was_built_from()
    {
        string version = typeof(MachineFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.SkipUnless(version.Contains('+', StringComparison.Ordinal), "This was built outside of a repository.");
        Assert.Matches("^[0-9a-f]{40}$", Here.Commit);
    }
}
