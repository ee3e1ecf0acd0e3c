using System.Globalization;

namespace Sockeye.Cli;

/// <summary>Rates as they are written on a command line: pings a second, <c>500</c>, <c>20k</c>, <c>1.5m</c>.</summary>
internal static class Rates
{
    internal const double Highest = 1e9;

    /// <summary>Reads one above 0.</summary>
    internal static bool TryParse(string text, out double rate)
    {
        double factor = text.Length == 0 ? 1 : text[^1] switch { 'k' => 1e3, 'm' => 1e6, _ => 1 };
        ReadOnlySpan<char> number = factor == 1 ? text : text.AsSpan(0, text.Length - 1);
        bool isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rate);
        rate *= factor;
        return isNumber && rate is > 0 and <= Highest;
    }

    internal static string Format(double rate) => rate.ToString("#,0.###", CultureInfo.InvariantCulture);
}
