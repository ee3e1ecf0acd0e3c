using System.Globalization;

namespace Sockeye.Lab;

/// <summary>The figures and words of a soak's pages.</summary>
public static class SoakText
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    // In the order in which they are shown, by their names in the file.
    private static readonly (string Name, string Words)[] Outcomes =
    [
        ("completed", "completed: everything came back, then FIN"),
        ("left", "left in the middle"),
        ("reset", "reset in the middle"),
        ("vanished", "vanished in the middle"),
        ("cut", "cut by a toxic"),
        ("refused", "refused: the way was down"),
        ("endedByClock", "said or read nothing, until the server ended it"),
        ("late", "ended by a clock: this machine was held up"),
        ("unfinished", "unfinished: cut short"),
        ("wrong", "wrong"),
    ];

    /// <summary>A number with its thousands apart.</summary>
    /// <param name="count">The number.</param>
    /// <returns>As in <c>12,345</c>.</returns>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number of bytes in the largest unit that keeps it at 1 or more.</summary>
    /// <param name="bytes">The number.</param>
    /// <returns>As in <c>1.5 GiB</c>.</returns>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:#,0.##} {Units[unit]}");
    }

    /// <summary>What became of the peers' lives: those outcomes that occurred.</summary>
    /// <param name="result">What a server bore.</param>
    /// <returns>What it is, and how often.</returns>
    public static IEnumerable<(string What, long Count)> Lives(SoakResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Outcomes.Select(outcome => (outcome.Words, result.Outcomes[outcome.Name])).Where(row => row.Item2 > 0);
    }

    /// <summary>Why the server closed its connections: those reasons that occurred.</summary>
    /// <param name="result">What it bore.</param>
    /// <returns>The reason, and how often; nothing where it gave no account.</returns>
    public static IEnumerable<(string What, long Count)> Closings(SoakResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Account is not { } account) return [];
        return account.Closed.Select(reason => (Words(reason.Key), reason.Value));
    }

    /// <summary>What came of a soak, in a word.</summary>
    /// <param name="report">The soak.</param>
    /// <returns>The word: one that was cut short has not passed.</returns>
    public static string Verdict(SoakReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return !report.Passed ? "FAILED" : report.Interrupted ? "INTERRUPTED" : "PASSED";
    }

    /// <summary>What came of a check, in a word.</summary>
    /// <param name="state">What came of it.</param>
    /// <returns>The word.</returns>
    public static string State(SoakState state) => state switch
    {
        SoakState.Ok => "ok",
        SoakState.Failed => "FAILED",
        _ => "–",
    };

    // «peerClosed» is «peer closed» to a person.
    private static string Words(string name) =>
        string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
