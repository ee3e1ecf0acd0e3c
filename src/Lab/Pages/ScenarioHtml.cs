using System.Net;
using System.Text;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A scenario's tables and sentences as HTML: read without any script, copied, printed.</summary>
internal static class ScenarioHtml
{
    internal static void Write(StringBuilder body, ScenarioComparison scenario)
    {
        body.Append($"<section data-scenario=\"{Text(scenario.Name)}\"><h2>{Text(scenario.Name)}</h2>\n");
        body.Append($"<p>{Text(scenario.Shows)}</p>\n<p class=\"soft\">{Text(ComparisonCell.Plan(scenario))}.</p>\n");
        foreach (bool ofServer in (bool[])[false, true]) Table(body, scenario, ofServer);
        if (ComparisonCell.Legend(scenario) is { } legend)
            body.Append($"<p class=\"soft\">Median (least–most of the runs). {Text(legend)}</p>\n");
        body.Append("<ul>");
        foreach (ComparisonRow row in scenario.Rows)
        {
            if (ComparisonCell.Doubt(row) is { } doubt) body.Append($"<li><b>{Text(row.Server)}</b> is {Text(doubt)}</li>");
        }
        foreach (AbsenceReport absent in scenario.Absent)
        {
            string what = absent.HasFailed ? "failed" : "did not take part";
            body.Append($"<li><b>{Text(absent.Server)}</b> {what}: {Text(absent.Reason)}</li>");
        }
        body.Append("</ul></section>\n");
    }

    /// <summary>A sweep's tables: of each measure one, a column a rate.</summary>
    internal static void Write(StringBuilder body, RateSweep sweep)
    {
        body.Append($"<section data-scenario=\"{Text(Title(sweep))}\"><h2>{Text(Title(sweep))}</h2>\n");
        body.Append($"<p>{Text(sweep.Scenarios[0].Shows)}</p>\n<p class=\"soft\">Every rate has its own tables: choose it above.</p>\n");
        foreach (Measure measure in RateSweep.Shown)
        {
            body.Append($"<div class=\"wide\"><table><thead><tr><th class=\"number\">{Text(ComparisonCell.Head(measure))}</th>");
            foreach (string server in sweep.Servers) body.Append($"<th class=\"number\">{Text(server)}</th>");
            body.Append("</tr></thead><tbody>\n");
            foreach (IReadOnlyList<string> line in sweep.Table(measure))
            {
                body.Append("<tr>");
                foreach (string cell in line) body.Append($"<td class=\"number\">{Cell(cell)}</td>");
                body.Append("</tr>\n");
            }
            body.Append("</tbody></table></div>\n");
        }
        body.Append($"<p class=\"soft\">{Text(RateSweep.Legend)}</p></section>\n");
    }

    internal static string Title(RateSweep sweep) => $"{sweep.Name}, by rate";

    // What happened stands in the row: a figure without it is a riddle.
    private static void Table(StringBuilder body, ScenarioComparison scenario, bool ofServer)
    {
        IReadOnlyList<Measure> measures = ComparisonCell.Measures(scenario, ofServer);
        if (measures.Count == 0) return;
        body.Append($"<div class=\"wide\"><table><thead><tr><th>{(ofServer ? "the server took" : "clients saw")}</th>");
        foreach (Measure measure in measures) body.Append($"<th class=\"number\">{Text(ComparisonCell.Head(measure))}</th>");
        body.Append(ofServer ? "</tr></thead><tbody>\n" : "<th>what happened</th></tr></thead><tbody>\n");
        foreach (ComparisonRow row in scenario.Rows)
        {
            string state = row.Verdict.State.ToString();
            string mark = row.Verdict.State == VerdictState.Valid ? "" : $" <span class=\"mark\">{state.ToUpperInvariant()}</span>";
            body.Append($"<tr class=\"{state.ToLowerInvariant()}\"><th>{Text(row.Server)}{mark}</th>");
            foreach (Measure measure in measures) body.Append($"<td class=\"number\">{Cell(ComparisonCell.Text(row, measure))}</td>");
            body.Append(ofServer ? "</tr>\n" : $"<td class=\"finding\">{Text(row.Finding)}.</td></tr>\n");
        }
        body.Append("</tbody></table></div>\n");
    }

    // The median is what is compared; its range stands below it.
    private static string Cell(string text)
    {
        int range = text.IndexOf('(', StringComparison.Ordinal);
        return range < 0 ? Text(text) : $"{Text(text[..range].TrimEnd())}<small>{Text(text[range..])}</small>";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
