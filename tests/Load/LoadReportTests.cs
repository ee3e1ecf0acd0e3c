using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

public class LoadReportTests
{
    private static readonly ClientFailure Late = new(FailureKind.PingTimeout, "late");

    public static TheoryData<string> Kinds => ["open", "lesson", "merged", "empty"];

    /// <summary>Compressed bytes are the compressor's affair, and left out.</summary>
    [Fact]
    public void The_form_of_schema_1()
    {
        JsonNode json = JsonNode.Parse(Written(Report("open")))!;
        Blank(json);
        GoldenFile.Equal("open.json", json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_schema_in_the_documents_describes_it(string kind)
    {
        Assert.Empty(await ResultSchema.Validate(Written(Report(kind))));
    }

    [Theory]
    [InlineData("verdict")]
    [InlineData("counts")]
    public async Task The_schema_bites(string property)
    {
        JsonObject report = JsonNode.Parse(Written(Report("open")))!.AsObject();
        report.Remove(property);
        Assert.NotEmpty(await ResultSchema.Validate(report.ToJsonString()));
        report[property] = 1;
        Assert.NotEmpty(await ResultSchema.Validate(report.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_read_is_what_was_written(string kind)
    {
        string written = Written(Report(kind));
        Assert.Equal(written, Written(LoadReport.Read(written)));
    }

    /// <summary>Of a server that serves one client of four, three quarters of the response times are ages.</summary>
    [Fact]
    public void The_figures_of_a_program_say_which_are_bounds()
    {
        MetricsReport starved = LoadReport.Of(Open(ReportTextTests.Starved)).Metrics;
        Assert.Equal((true, true), (starved.ResponseP50IsBound, starved.ResponseP99IsBound));
        Assert.Equal((false, false), (starved.ServiceP50IsBound, starved.ServiceP99IsBound));
        MetricsReport answered = Report("open").Metrics;
        Assert.Equal((false, false), (answered.ResponseP50IsBound, answered.ResponseP99IsBound));
    }

    [Fact]
    public void A_file_without_the_fields_that_came_later_is_read()
    {
        JsonNode older = JsonNode.Parse(Written(Report("merged")))!;
        string[] later = ["responseP50IsBound", "responseP99IsBound", "serviceP50IsBound", "serviceP99IsBound"];
        foreach (JsonNode node in (JsonNode[])[older["metrics"]!, older["parts"]![0]!])
            foreach (string name in later) node.AsObject().Remove(name);
        older["parts"]![0]!.AsObject().Remove("environment");
        foreach (string name in (string[])["kernel", "commit", "commandLine", "tieredPgo"])
            older["parts"]![1]!["environment"]!.AsObject().Remove(name);
        Assert.Equal(1.5, LoadReport.Read(older.ToJsonString()).Metrics.ResponseP50Ms!.Value, 0.01);
    }

    [Fact]
    public void The_plan_comes_back_whole() => Assert.Equal(Open().Plan.Hash, LoadReport.Read(Written(Report("open"))).Plan.Plan().Hash);

    [Theory]
    [InlineData("", "not a whole result file")]
    [InlineData("[]", "not a result file")]
    [InlineData("""{"schema":2}""", "its schema is 2, and this version reads 1")]
    [InlineData("""{"schema":1}""", "not a whole result file")]
    [InlineData("""{"schema":1,"counts":null}""", "not a whole result file")]
    public void What_is_no_report_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => LoadReport.Read(text)).Message, StringComparison.Ordinal);

    internal static LoadReport Report(string kind)
    {
        Assert.True(Threshold.TryParse("p99<5ms", out Threshold? limit));
        return kind switch
        {
            "open" => LoadReport.Of(Open(), Machine, [limit!], 30_000),
            "merged" => ReportMerge.Of([.. Enumerable.Range(0, 2).Select(part => LoadReport.Of(Open(run => Part(run, part)), Machine))]),
            "lesson" => LoadReport.Of(Run(100, Client(0, 0.4, pings: 1), Client(1, null, pings: 1, failure: Late))) with
            {
                Server = new("select", 2, 0, 0, 1),
                BlastRadius = new(1, 1, 1, 0.5, null),
            },
            _ => LoadReport.Of(Run(0, Client(0, null))),
        };
    }

    internal static string Written(LoadReport report)
    {
        StringWriter text = new();
        report.Write(text);
        return text.ToString();
    }

    private static LoadResult Part(LoadResult run, int index) => run with
    {
        Plan = run.Plan with { Segment = new(index, 2) },
        Clients = [.. run.Clients.Where(client => client.Client % 2 == index)],
    };

    private static void Blank(JsonNode? node)
    {
        if (node is JsonArray items)
            foreach (JsonNode? item in items) Blank(item);
        if (node is not JsonObject properties) return;
        foreach ((string name, JsonNode? value) in properties.ToArray())
        {
            if (name is "hdr" or "agesHdr" && value is not null) properties[name] = "...";
            else Blank(value);
        }
    }
}
