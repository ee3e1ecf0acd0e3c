using Xunit;

namespace Sockeye.Tests.House;

/// <summary>What a reader should not meet in this repository.</summary>
public class LayoutTests
{
    [Fact]
    public void No_folder_is_named_for_nothing() => Assert.DoesNotContain(
        Repository.Files.SelectMany(path => path.Split('/')), part => part is "Utils" or "Util" or "Helpers" or "Common" or "Misc");

    [Fact]
    public void Nothing_is_left_over()
    {
        // Put together here, so that this file does not find itself.
        string[] leftovers = ["FIX" + "ME", "TO" + "DO", "HA" + "CK", "#reg" + "ion"];
        Assert.All(Repository.Sources, path => Assert.All(leftovers, leftover => Assert.False(
            Repository.Read(path).Contains(leftover, StringComparison.Ordinal), $"{path} holds {leftover}")));
    }

    [Fact]
    public void No_line_is_longer_than_140_columns() =>
        Assert.Empty(Repository.Sources.SelectMany(path => Repository.Lines(path).Index()
            .Where(line => line.Item.Length > 140).Select(line => $"{path}:{line.Index + 1} has {line.Item.Length} columns")));

    [Fact]
    public void Every_source_file_belongs_to_a_project_or_stands_alone()
    {
        IEnumerable<string> strays = Repository.Sources.Where(path => path.Split('/') is not
            (["src", _, ..] or ["tests", ..] or ["bench", ..] or ["fuzz", ..] or ["TCP", _] or [".ci", _]));
        Assert.Empty(strays);
    }
}
