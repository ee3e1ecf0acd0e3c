using NJsonSchema;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.House;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>A comparison in its forms, made of runs that never took place.</summary>
public class ComparisonFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_as_its_schema_says_and_comes_back_whole(bool swept)
    {
        string json = Json(swept ? RecordedComparison.Swept() : RecordedComparison.Made());
        JsonSchema schema = await JsonSchema.FromJsonAsync(
            Repository.Read("docs/schema/comparison.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(json));
        Assert.Equal(json, Json(Comparison.Read(json)));
    }

    [Fact]
    public async Task The_one_that_was_measured_last_is_as_its_schema_says_and_whole()
    {
        string json = Repository.Read($"{Repository.LatestComparison}/comparison.json");
        JsonSchema schema = await JsonSchema.FromJsonAsync(
            Repository.Read("docs/schema/comparison.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(json));
        Comparison comparison = Comparison.Read(json);
        Assert.False(comparison.Interrupted);
        Assert.Equal(ScenarioCatalog.Scenarios.Select(scenario => scenario.Name), comparison.Scenarios.Select(scenario => scenario.Name));
        Assert.All(comparison.Scenarios, scenario => Assert.DoesNotContain(scenario.Absent, absent => absent.HasFailed));
    }

    [Theory]
    [InlineData("{}", "it is not a whole comparison")]
    [InlineData("[1]", "it is not a whole comparison")]
    [InlineData("null", "it is empty")]
    public void Another_file_is_refused(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Comparison.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_version_is_refused()
    {
        string json = Json(RecordedComparison.Made() with { Schema = 2 });
        Assert.Equal("its schema is 2, and this version reads 1", Assert.Throws<FormatException>(() => Comparison.Read(json)).Message);
    }

    [Theory]
    [InlineData(false, "comparison.md")]
    [InlineData(true, "rates.md")]
    public void Is_a_page_of_Markdown(bool swept, string golden)
    {
        StringWriter page = new();
        ComparisonMarkdown.Write(page, swept ? RecordedComparison.Swept() : RecordedComparison.Made());
        GoldenFile.Equal(golden, page.ToString(), "Lab");
    }

    [Theory]
    [InlineData(false, "comparison.txt")]
    [InlineData(true, "rates.txt")]
    public void Is_text_on_a_terminal(bool swept, string golden)
    {
        StringWriter text = new();
        Sockeye.Cli.ComparisonTable.Write(text, swept ? RecordedComparison.Swept() : RecordedComparison.Made());
        string[] lines = [.. text.ToString().Split('\n').Select(line => line.TrimEnd())];
        GoldenFile.Equal(golden, string.Join('\n', lines), "Lab");
    }

    [Fact]
    public void Its_verdict_is_the_worst_of_all_runs() => Assert.Equal(VerdictState.Suspect, RecordedComparison.Made().Verdict);

    [Fact]
    public void The_CPU_over_sequential_is_that_of_the_same_round_and_of_the_same_work()
    {
        ScenarioComparison classic = RecordedComparison.Made().Scenarios[0];
        // Rounds of 100 and 140 less 200 and 260, of a thousand pings.
        Assert.Equal([-100, -120], classic.Rows[1].Runs.Select(run => Math.Round(run.Figures["cpuOverSequentialMsPer1000"].Value, 6)));
        Assert.DoesNotContain("cpuOverSequentialMsPer1000", classic.Rows[2].Figures.Keys);
    }

    private static string Json(Comparison comparison)
    {
        StringWriter json = new();
        comparison.Write(json);
        return json.ToString();
    }
}
