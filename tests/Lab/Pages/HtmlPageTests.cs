using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.Pages;
using Xunit;

namespace Sockeye.Tests.Lab.Pages;

public class HtmlPageTests
{
    [Fact]
    public void Nothing_that_it_shows_becomes_markup()
    {
        const string evil = "</script><script>alert(1)</script>";
        ScenarioPicture picture = MadeComparison.Pictures("classic", 2, 2)[0] with { Server = evil };
        StringWriter page = new();
        ComparisonPage.Write(MadeComparison.Of(VerdictState.Valid, "classic"), [picture], page);
        Assert.DoesNotContain("<script>alert", page.ToString(), StringComparison.Ordinal);
        // As often as its own template has it: data, source, and the one that runs.
        Assert.Equal(3, page.ToString().Split("</script>").Length - 1);
        Assert.Contains("A &lt;processor&gt; &amp; more", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_carries_the_comparison_whole()
    {
        Comparison comparison = MadeComparison.Of(VerdictState.Suspect, "classic");
        StringWriter page = new();
        ComparisonPage.Write(comparison, [], page);
        string carried = page.ToString().Split("id=\"source\">")[1].Split("</script>")[0];
        Assert.Equal(Json(comparison), Json(Comparison.Read(carried)));
    }

    [Theory]
    [InlineData("a3b2q", -1.0, -1.0, -1.0, 0.0, 0.0, 1.0)]
    [InlineData("cf", 0.0001, 0.06)]
    public void Levels_of_a_heat_map_are_packed(string packed, params double[] row) => Assert.Equal(packed, HeatMap.Packed(row));

    [Fact]
    public void A_heat_map_has_the_share_of_each_while()
    {
        GanttSpan[] spans = [new(30, 60, GanttState.Waiting, -1, 0), new(60, 75, GanttState.Served, 0, 0)];
        HeatMap map = HeatMap.Of(new(GanttBy.Client, "select", 3_000, [new(7, spans, [])], 0));
        Assert.Equal([7], map.Numbers);
        Assert.Equal([-1, -1, -1, 0, 0, 0, 1, 0.5, -1], map.Rows[0][..9]);
    }

    private static string Json(Comparison comparison)
    {
        StringWriter json = new();
        comparison.Write(json);
        return json.ToString();
    }
}
