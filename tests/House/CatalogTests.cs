using System.Reflection;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.House;

/// <summary>A model of the catalogue is everywhere where a reader looks for it: a new one fails here until it is complete.</summary>
public class CatalogTests
{
    public static TheoryData<string> Models => [.. ServerCatalog.Models.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_has_a_file_of_its_name(string model)
    {
        string type = Assert.Single(typeof(IServer).Assembly.GetExportedTypes(), found =>
            typeof(IServer).IsAssignableFrom(found) && found.Name.Equals($"{model}Server", StringComparison.OrdinalIgnoreCase)).Name;
        Assert.True(Repository.Exists($"src/Servers/{type}.cs"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_has_a_page_that_says_when_it_breaks(string model)
    {
        string page = Repository.Read($"docs/models/{model}.md");
        Assert.Contains("## When it breaks", page, StringComparison.Ordinal);
        Assert.Contains($"(docs/models/{model}.md)", Repository.Read("README.md"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_is_a_row_of_the_readme_with_the_lessons_program(string model)
    {
        string row = Assert.Single(Repository.Lines("README.md"), line => line.StartsWith($"| [`{model}`]", StringComparison.Ordinal));
        if (ServerCatalog.Find(model)!.Lesson is not { } lesson) return;
        Assert.Contains($"`{lesson}`", row, StringComparison.Ordinal);
        Assert.True(Repository.Exists($"TCP/{Path.ChangeExtension(lesson, ".cs")}"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_passes_the_contract_suite_on_every_address_family(string model)
    {
        foreach (string family in (string[])["IPv4", "IPv6", "Unix"])
        {
            Assert.Contains(Assembly.GetExecutingAssembly().GetExportedTypes(), type =>
                !type.IsAbstract && type.Name.Equals($"{model}On{family}", StringComparison.OrdinalIgnoreCase));
        }
    }
}
