using System.Globalization;

namespace Sockeye.Lab;

/// <summary>Round moments for the axis of a picture, and how they are written: all in one unit.</summary>
/// <param name="Step">Between two of them, in nanoseconds: 1, 2 or 5 times a power of ten.</param>
/// <param name="Ticks">The moments, from 0, in nanoseconds.</param>
internal sealed record TimeAxis(long Step, IReadOnlyList<long> Ticks)
{
    private static readonly (long Nanoseconds, string Name)[] Units = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns")];

    /// <summary>An axis from 0.</summary>
    /// <param name="length">Where it ends, in nanoseconds.</param>
    /// <param name="most">How many steps at most.</param>
    internal static TimeAxis Of(long length, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        long step = 1;
        for (int mantissa = 1; length / step >= most; mantissa = mantissa == 1 ? 2 : mantissa == 2 ? 5 : 1)
            step = mantissa == 2 ? step / 2 * 5 : step * 2;
        return new(step, [.. Enumerable.Range(0, (int)(length / step) + 1).Select(tick => tick * step)]);
    }

    /// <summary>A moment of the axis with its unit; 0 is just that.</summary>
    internal string Text(long moment)
    {
        (long nanoseconds, string name) = Units.FirstOrDefault(unit => unit.Nanoseconds <= Ticks[^1], Units[^1]);
        return moment == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{(decimal)moment / nanoseconds:0.#########} {name}");
    }

    /// <summary>A length of time, to three digits, in the unit that keeps it at 1 or more.</summary>
    internal static string Length(long nanoseconds)
    {
        (long unit, string name) = Units.FirstOrDefault(unit => unit.Nanoseconds <= nanoseconds, Units[^1]);
        double number = (double)nanoseconds / unit;
        string digits = number >= 100 ? "0" : number >= 10 ? "0.#" : "0.##";
        return $"{number.ToString(digits, CultureInfo.InvariantCulture)} {name}";
    }
}
