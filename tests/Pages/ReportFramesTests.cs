using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Pages;

/// <summary>How quick the report is. Nothing else runs beside it: it is a matter of time.</summary>
[Collection(nameof(Lab.Measuring))]
public sealed class ReportFramesTests : PageTests
{
    [Fact]
    public async Task It_is_scrubbed_at_thirty_frames_a_second()
    {
        BrowserPage page = await Opened(Comparison("frames", VerdictState.Valid, MadeComparison.Pictures("classic"), "classic"));
        // Frames by the screen's clock, of which each draws both panels at another moment.
        double frames = await page.Value<double>("""
            new Promise(done => {
              const start = performance.now();
              let count = 0;
              const frame = now => {
                player.go(player.length * (count++ % 100) / 100);
                if (now - start < 1500) requestAnimationFrame(frame);
                else done(count / (now - start) * 1e3);
              };
              requestAnimationFrame(frame);
            })
            """);
        TestContext.Current.TestOutputHelper?.WriteLine($"{frames:0} frames a second");
        Assert.True(frames >= 30, $"{frames:0} frames a second");
        await Quiet(page, "frames");
    }

    [Fact]
    public async Task A_single_trace_is_a_page_in_the_dark_and_without_motion()
    {
        BrowserPage page = await Opened(Trace("trace", MadeTrace.Of("threads", 4, 12, 10, asleep: 1_500)), dark: true, still: true);
        Assert.Equal("rgb(20, 24, 29)", await page.Value<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(1, await page.Value<int>("document.querySelectorAll('.panel').length"));
        await page.Press("Home");
        await page.Press(" ");
        // Four pictures a second, whatever the screen's clock says.
        int moves = await page.Value<int>("""
            new Promise(done => {
              const seen = new Set();
              const start = performance.now();
              const look = now => { seen.add(player.moment); now - start < 1000 ? requestAnimationFrame(look) : done(seen.size); };
              requestAnimationFrame(look);
            })
            """);
        Assert.InRange(moves, 2, 6);
        await page.Press("End");
        await Quiet(page, "trace");
    }
}
