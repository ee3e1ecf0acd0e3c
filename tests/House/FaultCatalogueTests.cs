using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Sockeye.Tests.House;

/// <summary>docs/faults.md cannot lie: the tests that it names exist and bear the number of their case, every case is there, and none
/// that is not optional is without a test or the name of what is not offered.</summary>
public partial class FaultCatalogueTests
{
    private const string Page = "docs/faults.md";

    // How many cases each letter of the catalogue has.
    private static readonly (char Letter, int Cases)[] Letters =
        [('A', 14), ('B', 20), ('C', 9), ('D', 10), ('E', 15), ('F', 10), ('G', 12), ('H', 19), ('I', 11)];

    private static readonly Dictionary<string, string> Rows = Repository.Lines(Page).Select(line => Row().Match(line))
        .Where(row => row.Success).ToDictionary(row => row.Groups["case"].Value, row => row.Groups["tests"].Value);

    private static readonly HashSet<string> Tests =
    [
        .. typeof(FaultCatalogueTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
            .Select(method => method.Name),
    ];

    public static TheoryData<string> Cases =>
        [.. Letters.SelectMany(group => Enumerable.Range(1, group.Cases).Select(number => $"{group.Letter}{number}"))];

    [Fact]
    public void The_page_has_every_case_and_no_other() => Assert.Equal(Cases.Select(row => row.Data), Rows.Keys.Select(CaseOf));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_has_a_test_that_bears_its_number_or_a_reason(string number)
    {
        (string row, string cell) = Rows.Single(row => CaseOf(row.Key) == number);
        string[] named = [.. Name().Matches(cell).Select(match => match.Groups[1].Value).Where(name => name.Contains('_'))];
        Assert.All(named, name => Assert.Contains(name, Tests));
        Assert.All(named, name => Assert.Contains(number, name.Split('_')));
        if (named.Length > 0) return;
        bool offered = !cell.StartsWith("not offered: ", StringComparison.Ordinal);
        Assert.False(offered && !row.EndsWith('°'), $"{Page}: {row} has neither a test nor «not offered: …»");
        Assert.True(cell.Length > 10, $"{Page}: {row} says nothing of its tests");
    }

    private static string CaseOf(string row) => row.TrimEnd('°');

    [GeneratedRegex(@"^\| (?<case>[A-I]\d+°?) \| [^|]+ \| (?<tests>[^|]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
