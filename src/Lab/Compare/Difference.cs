namespace Sockeye.Lab;

/// <summary>How a server's figure differs from the reference's.</summary>
/// <param name="Ratio">The median over the reference's; null where that is zero, or one of them negative.</param>
/// <param name="State">Whether it is one at all.</param>
public sealed record Difference(double? Ratio, DifferenceState State)
{
    // Criterion's noise threshold: nobody should act upon less.
    private const double Threshold = 0.02;

    // With fewer runs than this on both sides, ranges lie apart by chance in one case of ten: 2 of the 20 orders of 3 and 3.
    private const int FewestRuns = 4;

    /// <summary>Compares two spreads. They differ where the ranges of their runs do not overlap, and their medians are more than
    /// 2 % apart: for 5 runs each, that comes about by chance in 2 of 252 cases.</summary>
    internal static Difference Of(Spread spread, Spread reference)
    {
        double? ratio = spread.Median >= 0 && reference.Median > 0 ? spread.Median / reference.Median : null;
        if (Math.Min(spread.Runs, reference.Runs) < FewestRuns) return new(ratio, DifferenceState.TooFewRuns);
        bool apart = spread.Least > reference.Most || spread.Most < reference.Least;
        double larger = Math.Max(Math.Abs(spread.Median), Math.Abs(reference.Median));
        bool enough = Math.Abs(spread.Median - reference.Median) > Threshold * larger;
        return new(ratio, apart && enough ? DifferenceState.Seen : DifferenceState.NotSeen);
    }
}

/// <summary>Whether two servers differ.</summary>
public enum DifferenceState
{
    /// <summary>No difference seen: it is inside the noise.</summary>
    NotSeen,

    /// <summary>They differ.</summary>
    Seen,

    /// <summary>It cannot be told of so few runs.</summary>
    TooFewRuns,
}
