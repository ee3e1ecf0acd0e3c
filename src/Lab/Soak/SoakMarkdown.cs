using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>A soak as a page of Markdown: a row a server, and what was checked of each.</summary>
public static class SoakMarkdown
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The soak.</param>
    /// <param name="command">The command that does it again.</param>
    public static void Write(TextWriter output, SoakReport report, string command)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        MachineFacts machine = report.Environment;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Soak, {machine.StartedAt:d MMMM yyyy}\n"));
        output.WriteLine($"**{SoakText.Verdict(report)}**. `{command}`\n");
        output.WriteLine($"{machine.Os}, {machine.Cpu ?? "unknown processor"}, {machine.Cores} cores; {machine.Runtime}; "
            + $"Sockeye {report.Tool.Version}. {Terms(report.Terms)}.\n");
        output.WriteLine(
            "| server | time, s | connections | killed | verified | accepted = closed | resident, MiB | growth, MiB/h | checks |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (SoakResult result in report.Results) Row(output, result);
        foreach (SoakResult result in report.Results) Section(output, result);
    }

    /// <summary>What was to be borne, in a line.</summary>
    /// <param name="terms">What it was.</param>
    /// <returns>The line.</returns>
    public static string Terms(SoakTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        string toxics = terms.Toxics.Count == 0 ? "no toxics" : $"toxics {string.Join(", ", terms.Toxics)}";
        string protocol = terms.Protocol == SoakProtocol.Echo ? "echo" : "pingpong";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{terms.Connections} peers, {protocol}, at most {terms.Seconds:0.#} s each{(terms.Together ? ", all at the same time" : "")}, "
                + $"seed {terms.Seed}; {toxics}");
    }

    private static void Row(TextWriter output, SoakResult result)
    {
        // As the check has it: a trend that tells nothing is no figure.
        string growth = result.Memory is { } memory && memory.IsAtMost(SoakPlan.MostGrowth) is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{memory.MiBPerHour:+0.0;-0.0;0.0} ± {memory.Uncertainty:0.0}")
            : "–";
        string accepted = result.Account is { } account ? SoakText.Count(account.Accepted) : "–";
        string[] failed = [.. result.Checks.Where(check => check.State == SoakState.Failed).Select(check => check.Name)];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| `{result.Server}` | {result.Seconds:0.#} | {SoakText.Count(result.Lives)} | {SoakText.Count(result.Killed)} | "
                + $"{SoakText.Bytes(result.VerifiedBytes)} | {accepted} | {result.ResidentBytes / (double)(1 << 20):0.0} | {growth} | "
                + $"{(failed.Length == 0 ? "all hold" : $"FAILED: {string.Join(", ", failed)}")} |"));
    }

    private static void Section(TextWriter output, SoakResult result)
    {
        output.WriteLine($"\n## {result.Server}\n");
        foreach (SoakCheck check in result.Checks)
            output.WriteLine($"- {SoakText.State(check.State)} {check.Name}: {check.Finding}");
        output.WriteLine($"- lives: {List(SoakText.Lives(result))}");
        output.WriteLine($"- closed: {List(SoakText.Closings(result))}");
    }

    private static string List(IEnumerable<(string What, long Count)> rows) =>
        string.Join("; ", rows.Select(row => $"{SoakText.Count(row.Count)} {row.What}"));
}
