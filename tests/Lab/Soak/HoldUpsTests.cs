using System.Diagnostics;
using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>When a process counts as held up: half as long again as a clock of the server's, at once or little by little.</summary>
public class HoldUpsTests
{
    private readonly HoldUps _holdUps = new(look: TimeSpan.FromMilliseconds(100), clock: TimeSpan.FromSeconds(1));
    private long _now = Stopwatch.Frequency;

    [Theory]
    [InlineData(100, false), InlineData(140, false), InlineData(160, true)]
    public void Little_by_little(int milliseconds, bool isHeldUp) =>
        Assert.Equal(isHeldUp, LookAfterEach(Enumerable.Repeat(milliseconds, 30))[^1]);

    [Fact]
    public void At_once_and_until_a_clock_has_passed_since()
    {
        Assert.DoesNotContain(true, LookAfterEach(Enumerable.Repeat(100, 30)));
        Assert.False(LookAfter(590));
        Assert.DoesNotContain(true, LookAfterEach(Enumerable.Repeat(100, 10)));
        Assert.True(LookAfter(610));
        Assert.Equal(9, LookAfterEach(Enumerable.Repeat(100, 30)).Count(isHeldUp => isHeldUp));
    }

    [Fact]
    public void Also_at_the_first_look_but_one()
    {
        Assert.False(LookAfter(0));
        Assert.True(LookAfter(700));
    }

    private bool[] LookAfterEach(IEnumerable<int> milliseconds) => [.. milliseconds.Select(LookAfter)];

    private bool LookAfter(int milliseconds)
    {
        _now += Stopwatch.Frequency * milliseconds / 1000;
        return _holdUps.IsHeldUp(_now);
    }
}
