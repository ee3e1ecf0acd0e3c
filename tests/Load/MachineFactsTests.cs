using System.Reflection;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Rule R18: what must be known of a machine to compare its figures.</summary>
public class MachineFactsTests
{
    private static readonly MachineFacts Here = MachineFacts.Of(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Say_how_the_program_was_called_and_compiled()
    {
        Assert.Equal(Environment.GetCommandLineArgs(), Here.CommandLine);
        // The tests are compiled by the JIT, and nobody turns it down.
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DOTNET_TieredPGO") is null, "somebody set it");
        Assert.True(Here.TieredPgo);
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
