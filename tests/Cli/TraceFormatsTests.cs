using System.Text.Json;
using System.Xml.Linq;
using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Tests.Lab.Pages;
using Xunit;

namespace Sockeye.Tests.Cli;

public class TraceFormatsTests
{
    [Fact]
    public void Each_name_is_a_form_of_its_own()
    {
        Assert.Equal(["text", "svg", "chrome", "html"], TraceFormats.Names);
        Assert.Contains("client #0 |", Drawn("text"), StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Parse(Drawn("svg")).Root!.Name.LocalName);
        using JsonDocument chrome = JsonDocument.Parse(Drawn("chrome"));
        Assert.NotEqual(0, chrome.RootElement.GetProperty("traceEvents").GetArrayLength());
        Assert.StartsWith("<!DOCTYPE html>", Drawn("html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 120, 60)]
    [InlineData(null, 120, 120)]
    [InlineData(null, 20, 40)]
    [InlineData(null, 0, 40)]
    [InlineData(null, null, 100)]
    public void Lines_are_as_wide_as_the_terminal_and_never_too_narrow_to_show_anything(int? asked, int? terminal, int columns) =>
        Assert.Equal(columns, Lanes.Columns(asked, terminal));

    [Fact]
    public void A_picture_of_workers_has_a_lane_a_worker() =>
        Assert.Contains("worker #1", Drawn("svg", GanttBy.Worker), StringComparison.Ordinal);

    [Fact]
    public void A_trace_without_anybody_says_so()
    {
        StringWriter output = new();
        Trace nobody = new([TraceHeader.Now("select", null)], [], 0);
        TraceFormats.Write("text", nobody, GanttBy.Client, output, width: null);
        TraceFormats.Write("text", nobody, GanttBy.Worker, output, width: null);
        string[] lines = output.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal(["No client is in this trace.", "Nobody serves in this trace."], lines);
    }

    private static string Drawn(string format, GanttBy by = GanttBy.Client)
    {
        StringWriter output = new();
        TraceFormats.Write(format, SmallTraces.Threads(), by, output, width: 80);
        return output.ToString();
    }
}
