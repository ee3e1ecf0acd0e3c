using System.Net;
using System.Text;

namespace Sockeye.Lab;

/// <summary>A trace as a page: its timeline, to be looked at from both sides, stepped and played.</summary>
public static class TracePage
{
    /// <summary>Writes it.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        string name = trace.Model ?? "clients";
        StringBuilder body = new($"<h1>{WebUtility.HtmlEncode(name)}</h1>\n<section data-scenario=\"trace\">");
        body.Append($"<p class=\"soft\">{WebUtility.HtmlEncode(About(trace))}</p></section>\n");
        HtmlPage.Write(output, $"Sockeye: {name}", body.ToString(), json =>
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("name", "trace");
            json.WriteStartArray("timelines");
            TimelineJson.Write(json, name, Gantt.Of(trace, GanttBy.Client), Gantt.Of(trace, GanttBy.Worker));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        }, source: null);
    }

    private static string About(Trace trace)
    {
        string sides = (trace.HasClients, trace.Model) switch
        {
            (true, not null) => "A server and its clients, on one clock",
            (true, null) => "Clients alone: who served them, and when, is not in it",
            _ => "A server alone: how long its clients waited before it accepted them is not in it",
        };
        return trace.Headers[0].Machine is { } machine
            ? $"{sides}. {machine.Os}, {machine.Cpu ?? "unknown processor"}, {machine.Cores} cores."
            : $"{sides}.";
    }
}
