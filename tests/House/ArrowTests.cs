using System.Xml.Linq;
using Xunit;

namespace Sockeye.Tests.House;

/// <summary>The references between projects are the arrows of docs/architecture.md: no more, and no fewer.</summary>
public class ArrowTests
{
    public static TheoryData<string, string, string> Arrows => new()
    {
        { "Protocols", "", "" },
        { "Linux", "", "" },
        { "Servers", "Linux Protocols", "" },
        { "Load", "Linux Protocols", "" },
        { "Lab", "Load Servers", "" },
        { "Cli", "Lab Load Protocols Servers", "Spectre.Console System.CommandLine" },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_imports_what_the_picture_says(string project, string projects, string packages)
    {
        XDocument file = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));
        Assert.Equal(projects, Names(file, "ProjectReference"));
        Assert.Equal(packages, Names(file, "PackageReference"));
        Assert.Empty(file.Descendants("Reference"));
    }

    [Fact]
    public void The_picture_has_every_project()
    {
        IEnumerable<string> found = Repository.Files
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(Repository.Projects.Order(), found.Order());
    }

    [Fact]
    public void Unsafe_code_is_allowed_in_Linux_alone()
    {
        IEnumerable<string> allowing = Repository.Files
            .Where(path => Path.GetExtension(path) is ".csproj" or ".props" or ".targets")
            .Where(path => Repository.Read(path).Contains("AllowUnsafeBlocks", StringComparison.Ordinal));
        Assert.Equal(["src/Linux/Linux.csproj"], allowing);
    }

    private static string Names(XDocument file, string element) => string.Join(' ', file.Descendants(element)
        .Select(reference => ((string)reference.Attribute("Include")!).Split('/')[^1].Replace(".csproj", "", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal));
}
