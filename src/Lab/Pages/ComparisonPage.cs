using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A comparison as a page: the verdict, a table a scenario, and under it what was seen, as pictures.</summary>
public static class ComparisonPage
{
    /// <summary>Writes it.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="pictures">Who was served when, of the scenarios and servers that were recorded.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Comparison comparison, IReadOnlyList<ScenarioPicture> pictures, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(output);
        StringBuilder body = new();
        Head(body, comparison);
        foreach (RateSweep sweep in RateSweep.Of(comparison)) ScenarioHtml.Write(body, sweep);
        foreach (ScenarioComparison scenario in comparison.Scenarios) ScenarioHtml.Write(body, scenario);
        string title = string.Create(CultureInfo.InvariantCulture, $"Sockeye: comparison, {comparison.Environment.StartedAt:d MMMM yyyy}");
        string source = JsonSerializer.Serialize(comparison, CompactComparison.Default.Comparison);
        HtmlPage.Write(output, title, body.ToString(), json => Pictures(json, comparison, pictures), source);
    }

    private static void Head(StringBuilder body, Comparison comparison)
    {
        MachineFacts machine = comparison.Environment;
        string state = comparison.Verdict.ToString();
        string meaning = comparison.Verdict switch
        {
            VerdictState.Valid => "the figures are the servers' own",
            VerdictState.Suspect => $"figures may be the client's or the machine's in part: {Reasons(comparison)}",
            _ => $"figures are not to be used: {Reasons(comparison)}",
        };
        body.Append($"<h1>{comparison.Servers.Count} servers, the same work</h1>\n");
        body.Append($"<p class=\"verdict {state.ToLowerInvariant()}\"><strong>{state.ToUpperInvariant()}</strong> {meaning}");
        body.Append(comparison.Interrupted ? "; it was cut short</p>\n" : "</p>\n");
        body.Append("<details><summary>Where and how it was measured</summary><ul>");
        foreach (string fact in (string[])
            [machine.StartedAt.ToString("u", CultureInfo.InvariantCulture),
             $"{machine.Os}, {machine.Cpu ?? "unknown processor"}, {machine.Cores} cores",
             $"{machine.Runtime}, {machine.Gc} collector; Sockeye {comparison.Tool.Version}",
             $"{comparison.Cores}; each server {comparison.Runs} times, every time as a new process that is warmed up, in shuffled order "
                 + $"(seed {comparison.Seed})",
             .. comparison.Notes,
             .. comparison.Servers.Select(server => $"{server.Name}: {server.Summary}")])
        {
            body.Append($"<li>{WebUtility.HtmlEncode(fact)}</li>");
        }
        body.Append("</ul></details>\n");
    }

    private static string Reasons(Comparison comparison)
    {
        IEnumerable<string> doubted = comparison.Scenarios
            .Where(scenario => scenario.Rows.Any(row => row.Verdict.State == comparison.Verdict))
            .Select(scenario => WebUtility.HtmlEncode(scenario.Name));
        return $"the reasons stand below the tables of {string.Join(", ", doubted)}";
    }

    private static void Pictures(Utf8JsonWriter json, Comparison comparison, IReadOnlyList<ScenarioPicture> pictures)
    {
        json.WriteStartArray();
        foreach (RateSweep sweep in RateSweep.Of(comparison))
        {
            json.WriteStartObject();
            json.WriteString("name", ScenarioHtml.Title(sweep));
            json.WriteString("loop", $"open(arrivals {sweep.Scenarios[0].Plan.Arrivals})");
            json.WriteStartArray("timelines");
            json.WriteEndArray();
            json.WritePropertyName("rates");
            RateCurves.Write(json, sweep);
            json.WriteEndObject();
        }
        foreach (ScenarioComparison scenario in comparison.Scenarios)
        {
            json.WriteStartObject();
            json.WriteString("name", scenario.Name);
            json.WriteString("loop", PlanText.Loop(scenario.Plan));
            json.WriteStartArray("timelines");
            foreach (ScenarioPicture picture in pictures.Where(picture => picture.Scenario == scenario.Name))
                TimelineJson.Write(json, picture.Server, picture.Clients, picture.Workers);
            json.WriteEndArray();
            json.WriteStartArray("curves");
            foreach (ComparisonRow row in scenario.Rows) LatencyCurve.Write(json, row.Server, row.Response.Latencies());
            json.WriteEndArray();
            json.WriteStartArray("seconds");
            foreach (ComparisonRow row in scenario.Rows)
            {
                // The longest run: one that was cut off says least.
                if (row.Runs.MaxBy(run => run.Intervals.Count) is { } run && run.Intervals.Count > SecondsJson.Fewest)
                    SecondsJson.Write(json, row.Server, run.Intervals);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
