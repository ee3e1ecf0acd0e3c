using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

/// <summary>Rule R11: an interval of a percentile takes pings to be independent, and the seconds of a run tell whether they are.</summary>
public class RankCorrelationTests
{
    [Fact]
    public void A_drift_is_a_correlation_of_1_however_uneven_its_steps() =>
        Assert.Equal(1, RankCorrelation.OfNeighbours([.. Enumerable.Range(0, 12).Select(i => Math.Pow(2, i))])!.Value, 1e-9);

    [Fact]
    public void A_swing_is_one_of_minus_1() =>
        Assert.Equal(-1, RankCorrelation.OfNeighbours([1, 9, 1, 9, 1, 9, 1, 9, 1, 9])!.Value, 1e-9);

    // 1 - 6 Σd² / n(n² - 1): the ranks of 5 2 7 1 8 3 9 4 and of 2 7 1 8 3 9 4 6 differ by squares of 144.
    [Fact]
    public void By_hand() => Assert.Equal(1 - 6 * 144 / 504.0, RankCorrelation.OfNeighbours([5, 2, 7, 1, 8, 3, 9, 4, 6])!.Value, 1e-9);

    [Fact]
    public void Of_few_figures_or_equal_ones_nothing_is_said()
    {
        Assert.Null(RankCorrelation.OfNeighbours([1, 2, 3, 4, 5, 6, 7, 8]));
        Assert.Null(RankCorrelation.OfNeighbours(new double[20]));
    }

    [Fact]
    public void Independent_figures_are_called_dependent_once_in_twenty()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        const int runs = 2000;
        int wrong = 0;
        for (int run = 0; run < runs; run++)
        {
            double[] figures = [.. Enumerable.Range(0, 30).Select(_ => random.NextDouble())];
            if (RankCorrelation.IsSignificant(RankCorrelation.OfNeighbours(figures)!.Value, figures.Length)) wrong++;
        }
        Assert.InRange(wrong / (double)runs, 0.02, 0.09);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void A_run_whose_seconds_drift_says_so(int drift, bool depend)
    {
        int[] noise = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
        LoadResult result = Open(run => run with
        {
            Window = Ms(12_500),
            Intervals = [.. noise.Select((noise, second) => new LoadInterval(
                Ms(second * 1000), 100, 100, 0, 0, Times(100, _ => 1_000_000 + drift * 100_000L * second + noise * 10_000)))],
        });
        Assert.Equal(depend, LoadReport.Of(result).Metrics.SecondsDepend);
        StringWriter text = new();
        ReportText.Write(text, LoadReport.Of(result));
        const string said = "Neighbouring seconds depend on each other (rank correlation 1.00)";
        Assert.Equal(depend, text.ToString().Contains(said, StringComparison.Ordinal));
    }
}
