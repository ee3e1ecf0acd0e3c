using Sockeye.Cli;
using Xunit;

namespace Sockeye.Tests.Cli;

public class RateTests
{
    [Theory]
    [InlineData("500", 500.0)]
    [InlineData("20k", 20_000.0)]
    [InlineData("1.5m", 1_500_000.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("k", null)]
    [InlineData("", null)]
    [InlineData("1g", null)]
    [InlineData("2000m", null)]
    [InlineData("1e5", null)]
    public void Is_a_number_with_a_suffix(string text, double? rate) => Assert.Equal(rate, Rates.TryParse(text, out double read) ? read : null);

    [Theory]
    [InlineData("1k:3k:1k", "1000 2000 3000")]
    [InlineData("rate=1k:3.5k:1k", "1000 2000 3000")]
    [InlineData("1:10:*2", "1 2 4 8")]
    [InlineData("0.1:0.3:0.1", "0.1 0.2 0.3")]
    [InlineData("5:5:1", "5")]
    [InlineData("5:4:1", null)]
    [InlineData("1:2", null)]
    [InlineData("1:2:*1", null)]
    [InlineData("1:1k:1", null)]
    public void Steps(string text, string? rates) => Assert.Equal(
        rates, RateSteps.TryParse(text, out IReadOnlyList<double> read) ? string.Join(' ', read) : null);

    [Theory]
    [InlineData(1000, 37_000)]
    [InlineData(1000, 150)]
    [InlineData(1000, 1000)]
    [InlineData(1, 5e8)]
    public async Task The_search_ends_within_a_twentieth_below_the_limit(double from, double limit)
    {
        int trials = 0;
        double? found = await RateSearch.Run(from, rate =>
        {
            trials++;
            return Task.FromResult<bool?>(rate <= limit);
        });
        Assert.InRange(found!.Value, limit * (1 - RateSearch.Precision) * 0.999, limit);
        Assert.InRange(trials, 1, 40);
    }

    [Fact]
    public async Task A_search_that_nothing_keeps_finds_nothing_and_one_that_is_cut_short_ends()
    {
        Assert.Null(await RateSearch.Run(1000, _ => Task.FromResult<bool?>(false)));
        int trials = 0;
        Assert.Equal(2000, await RateSearch.Run(1000, _ => Task.FromResult<bool?>(++trials < 3 ? true : null)));
    }
}
