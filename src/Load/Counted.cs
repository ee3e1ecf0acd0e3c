using System.Globalization;

namespace Sockeye.Load;

/// <summary>A number of things, as people say it: 1 client, 2 clients.</summary>
public static class Counted
{
    /// <summary>Says it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one of them is called.</param>
    /// <param name="format">How the number is written. Defaults to «N0»: 1,000 clients.</param>
    /// <returns>The number and its noun.</returns>
    public static string Of(long count, string noun, string format = "N0") =>
        $"{count.ToString(format, CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";
}
