using System.Globalization;

namespace Sockeye.Cli;

/// <summary>Lengths of time as they are written on a command line: a number and its unit, <c>500ms</c>, <c>2.5s</c>, <c>1m</c>.</summary>
internal static class Durations
{
    /// <summary>Reads one; the unit is obligatory, and 24 days is the most.</summary>
    internal static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        int unit = text.Length;
        while (unit > 0 && !char.IsAsciiDigit(text[unit - 1])) unit--;
        double? milliseconds = text[unit..] switch
        {
            "us" => 0.001,
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        if (!double.TryParse(text.AsSpan(0, unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            return false;
        if (milliseconds is not { } factor || number * factor > int.MaxValue) return false;
        duration = TimeSpan.FromMilliseconds(number * factor);
        return true;
    }

    /// <summary>Writes one in the largest unit that keeps it at 1 or more.</summary>
    internal static string Format(TimeSpan duration) => duration switch
    {
        _ when duration == Timeout.InfiniteTimeSpan => "off",
        { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###} ms"),
    };
}
