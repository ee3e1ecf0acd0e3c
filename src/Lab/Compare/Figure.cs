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
    /// <summary>Whether the least of them is at least that, and not known better.</summary>
    public bool LeastIsBound { get; init; }

    /// <summary>Whether the most of them is at least that, and not known better: as soon as one of them is a bound, for its true figure may
    /// lie beyond all the others.</summary>
    public bool MostIsBound { get; init; }

    /// <summary>Whether it is of the pings of all runs together, since no run alone has enough of them: then it has no range.</summary>
    public bool IsPooled { get; init; }

    internal static Spread Of(IEnumerable<Figure> figures)
    {
        // Of two that are equal the one that is known exactly is the least.
        Figure[] sorted = [.. figures.OrderBy(figure => figure.Value).ThenBy(figure => figure.IsBound)];
        (Figure lower, Figure upper) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        // What is known only as a bound may in truth lie behind the middle, wherever it stands below it.
        bool isBound = sorted.TakeWhile(figure => figure.Value <= upper.Value).Any(figure => figure.IsBound);
        return new((lower.Value + upper.Value) / 2, sorted[0].Value, sorted[^1].Value, isBound, sorted.Length)
        {
            LeastIsBound = sorted[0].IsBound,
            MostIsBound = sorted.Any(figure => figure.IsBound),
        };
    }

    /// <summary>A figure of the pings of all runs together.</summary>
    internal static Spread Pooled(Figure figure, int runs) => new(figure.Value, figure.Value, figure.Value, figure.IsBound, runs)
    {
        LeastIsBound = figure.IsBound,
        MostIsBound = figure.IsBound,
        IsPooled = true,
    };
}
