namespace Sockeye.Lab;

/// <summary>How memory grows, by the straight line that fits its samples best (least squares).</summary>
/// <param name="MiBPerHour">Its slope.</param>
/// <param name="Uncertainty">By how much the slope may be off, at a confidence of 95 %, in MiB an hour.</param>
/// <param name="OverSeconds">The time that the samples span, in seconds.</param>
public sealed record MemoryTrend(double MiBPerHour, double Uncertainty, double OverSeconds)
{
    /// <summary>The fewest samples that a trend is made of: 20.</summary>
    public const int FewestSamples = 20;

    private const double Confidence = 1.96;

    /// <summary>From how much time on it says something: 5 minutes. Before, a heap is still finding its size, and an hour is far.</summary>
    public static TimeSpan Telling { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The trend of samples; null of too few.</summary>
    /// <param name="samples">When, and how many bytes.</param>
    /// <returns>The trend.</returns>
    public static MemoryTrend? Of(IReadOnlyList<(TimeSpan At, long Bytes)> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int count = samples.Count;
        if (count < FewestSamples) return null;
        double meanHours = samples.Average(sample => sample.At.TotalHours);
        double meanMiB = samples.Average(sample => MiB(sample.Bytes));
        double spread = samples.Sum(sample => Square(sample.At.TotalHours - meanHours));
        if (spread == 0) return null;
        double slope = samples.Sum(sample => (sample.At.TotalHours - meanHours) * (MiB(sample.Bytes) - meanMiB)) / spread;
        double[] residuals = [.. samples.Select(sample => MiB(sample.Bytes) - meanMiB - slope * (sample.At.TotalHours - meanHours))];
        double squares = residuals.Sum(Square);
        double error = Math.Sqrt(squares / (count - 2) / spread);
        // A sample resembles the one before it, so that there are fewer of them than it seems: by the factor of an AR(1) process.
        double products = residuals.Skip(1).Zip(residuals, (one, before) => one * before).Sum();
        double resemblance = squares == 0 ? 0 : Math.Clamp(products / squares, 0, 0.99);
        error *= Math.Sqrt((1 + resemblance) / (1 - resemblance));
        return new(slope, Confidence * error, (samples[^1].At - samples[0].At).TotalSeconds);
    }

    /// <summary>Whether it grows by no more than so much, or by more; null where that cannot be told.</summary>
    /// <param name="mostMiBPerHour">How much.</param>
    /// <returns>Whether it does.</returns>
    public bool? IsAtMost(double mostMiBPerHour) =>
        OverSeconds < Telling.TotalSeconds ? null
        : MiBPerHour + Uncertainty <= mostMiBPerHour ? true
        : MiBPerHour - Uncertainty > mostMiBPerHour ? false : null;

    private static double MiB(long bytes) => bytes / (double)(1 << 20);

    private static double Square(double value) => value * value;
}
