using System.Net.Sockets;
using System.Reflection;
using Xunit;

namespace Sockeye.Tests.House;

/// <summary>
/// The lists of banned symbols say what they must, and each line can bite: the analyzer passes over a name that it does
/// not know, so a misspelt ban bans nothing. That they do bite is a step of .ci/run.
/// </summary>
public class BannedSymbolTests
{
    private const string PInvoke = "T:System.Runtime.InteropServices.DllImportAttribute " +
        "T:System.Runtime.InteropServices.LibraryImportAttribute";

    [Theory]
    [InlineData("Protocols", "N:System.Net.Sockets T:System.Threading.Thread T:System.Threading.ThreadPool T:System.Console " + PInvoke)]
    [InlineData("Linux", "T:System.Console")]
    [InlineData("Servers", "F:System.Net.Sockets.SocketOptionName.ReuseAddress T:System.Console P:System.DateTime.UtcNow " + PInvoke)]
    [InlineData("Load", "T:System.Console P:System.DateTime.Now P:System.DateTime.UtcNow " + PInvoke)]
    [InlineData("Lab", "T:System.Console P:System.DateTime.Now P:System.DateTime.UtcNow " + PInvoke)]
    [InlineData("Cli", PInvoke)]
    public void A_project_bans(string project, string symbols)
    {
        IEnumerable<string> banned = Bans(project).Select(ban => ban.Symbol);
        Assert.Empty(symbols.Split(' ').Except(banned));
    }

    [Fact]
    public void Every_ban_names_its_replacement()
    {
        foreach (string project in Repository.Projects)
        {
            Assert.All(Bans(project), ban => Assert.True(
                ban.Replacement.Length > 10, $"{project}: {ban.Symbol} says not what to use instead"));
        }
    }

    [Fact]
    public void Every_ban_names_something_that_exists()
    {
        foreach (string project in Repository.Projects)
        {
            Assert.All(Bans(project), ban => Assert.True(
                Exists(ban.Symbol), $"{project}: {ban.Symbol} is unknown, so it bans nothing"));
        }
    }

    [Fact]
    public void The_analyzer_runs_and_its_findings_are_errors()
    {
        string props = Repository.Read("src/Directory.Build.props");
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", props, StringComparison.Ordinal);
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", Repository.Read(".editorconfig"), StringComparison.Ordinal);
        IEnumerable<string> sources = Repository.Sources.Where(path => path.StartsWith("src/", StringComparison.Ordinal));
        Assert.DoesNotContain(sources, path => Repository.Read(path).Contains("disable RS0030", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Symbol, string Replacement)> Bans(string project) =>
        Repository.Lines($"src/{project}/BannedSymbols.txt")
            .Where(line => line.Length > 0).Select(line => line.Split(';', 2)).Select(part => (part[0], part[^1]));

    // A documentation id: T:type, N:namespace, M:type.method(parameters), P:type.property, F:type.field.
    private static bool Exists(string symbol)
    {
        string name = symbol[2..].Split('(')[0];
        if (symbol[0] == 'N') return Types.Any(type => type.Namespace == name);
        if (symbol[0] == 'T') return FindType(name) is not null;
        int dot = name.LastIndexOf('.');
        string member = name[(dot + 1)..].Split('`')[0];
        return FindType(name[..dot]) is { } owner && owner.GetMember(member).Any(found => found.MemberType == symbol[0] switch
        {
            'M' => MemberTypes.Method,
            'P' => MemberTypes.Property,
            _ => MemberTypes.Field,
        });
    }

    private static Type? FindType(string name) => Types.FirstOrDefault(type => type.FullName == name);

    private static readonly IReadOnlyList<Type> Types =
    [
        .. new[] { typeof(object), typeof(Console), typeof(Socket), typeof(System.Timers.Timer), typeof(Thread) }
            .Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.GetExportedTypes()),
    ];
}
