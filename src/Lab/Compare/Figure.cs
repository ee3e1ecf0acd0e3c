namespace Sockeye.Lab;

/// <summary>What one run showed of a measure.</summary>
/// <param name="Value">The value, in the measure's unit.</param>
/// <param name="IsBound">Whether it is at least that, and not known better.</param>
public readonly record struct Figure(double Value, bool IsBound = false);

/// <summary>What several runs showed of a measure.</summary>
/// <param name="Median">The run in the middle; of an even number, the mean of the two.</param>
/// <param name="Least">The least of them.</param>
/// <param name="Most">The most of them.</param>
/// <param name="IsBound">Whether the median is at least that, and not known better.</param>
/// <param name="Runs">How many runs there were.</param>
public sealed record Spread(double Median, double Least, double Most, bool IsBound, int Runs)
{
    internal static Spread Of(IEnumerable<Figure> figures)
    {
        Figure[] sorted = [.. figures.OrderBy(figure => figure.Value)];
        (Figure lower, Figure upper) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        // What is known only as a bound may in truth lie behind the middle, wherever it stands below it.
        bool isBound = sorted.TakeWhile(figure => figure.Value <= upper.Value).Any(figure => figure.IsBound);
        return new((lower.Value + upper.Value) / 2, sorted[0].Value, sorted[^1].Value, isBound, sorted.Length);
    }
}
