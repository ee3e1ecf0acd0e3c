namespace Sockeye.Lab;

/// <summary>How a server's figure differs from the reference's.</summary>
/// <param name="Ratio">The median over the reference's; null where that is zero, one of them negative, or one a bound.</param>
/// <param name="State">Whether it is one at all.</param>
public sealed record Difference(double? Ratio, DifferenceState State)
{
    // Criterion's noise threshold: nobody should act upon less.
    private const double Threshold = 0.02;

    // With fewer runs than this on both sides, ranges lie apart by chance in one case of ten: 2 of the 20 orders of 3 and 3.
    private const int FewestRuns = 4;

    /// <summary>Compares two spreads. They differ where the ranges of their runs do not overlap, and their medians are more than
    /// 2 % apart: for 5 runs each, that comes about by chance in 2 of 252 cases. A range that ends in a bound has no upper end.</summary>
    internal static Difference Of(Spread spread, Spread reference)
    {
        bool isExact = !spread.IsBound && !reference.IsBound;
        double? ratio = isExact && spread.Median >= 0 && reference.Median > 0 ? spread.Median / reference.Median : null;
        if (Math.Min(spread.Runs, reference.Runs) < FewestRuns) return new(ratio, DifferenceState.TooFewRuns);
        bool apart = IsBelow(spread, reference) || IsBelow(reference, spread);
        double larger = Math.Max(Math.Abs(spread.Median), Math.Abs(reference.Median));
        bool enough = Math.Abs(spread.Median - reference.Median) > Threshold * larger;
        if (apart && enough) return new(ratio, DifferenceState.Seen);
        return new(ratio, spread.MostIsBound || reference.MostIsBound ? DifferenceState.Unknown : DifferenceState.NotSeen);
    }

    private static bool IsBelow(Spread lower, Spread higher) => !lower.MostIsBound && lower.Most < higher.Least;
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

    /// <summary>It cannot be told: of one of them only a bound is known, and the true figure may be any larger one.</summary>
    Unknown,
}
