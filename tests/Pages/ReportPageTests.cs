using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.House;
using Xunit;

namespace Sockeye.Tests.Pages;

/// <summary>The report in a real browser: it complains of nothing, asks nobody for anything, and does what its keys say. A picture of each
/// page is left in TestResults/pages.</summary>
public sealed class ReportPageTests : PageTests
{
    [Fact]
    public async Task A_comparison_of_six_models_is_small_quiet_and_alone()
    {
        string file = Comparison("six", VerdictState.Suspect, MadeComparison.Pictures("classic"), "classic");
        Assert.InRange(new FileInfo(file).Length, 100_000, 1_500_000);
        BrowserPage page = await Opened(file);
        Assert.Equal("rgb(230, 159, 0)", await page.Value<string>("getComputedStyle(document.querySelector('.verdict')).borderLeftColor"));
        Assert.Equal(6, await page.Value<int>("document.querySelectorAll('section:not([hidden]) table')[0].tBodies[0].rows.length"));
        Assert.Equal(6, await page.Value<int>("document.querySelectorAll('#latency .curve').length"));
        Assert.Equal(18, await page.Value<int>("document.querySelectorAll('#seconds .curve').length"));
        await Quiet(page, "six");
    }

    [Fact]
    public async Task Each_scenario_of_the_comparison_that_was_measured_last_has_its_picture()
    {
        string file = Path.Combine(Repository.Root, Repository.LatestComparison, "comparison.html");
        foreach (Scenario scenario in ScenarioCatalog.Scenarios)
        {
            BrowserPage page = await Opened(file, $"#s={scenario.Name}");
            Assert.Equal(
                scenario.Name, await page.Value<string>("document.querySelector('section[data-scenario]:not([hidden])').dataset.scenario"));
            Assert.NotEqual(0, await page.Value<int>("(player.panels[0].view.lanes ?? player.panels[0].view.heat).length"));
            await Quiet(page, $"scenario-{scenario.Name}");
        }
    }

    [Fact]
    public async Task Bounds_are_told_from_what_is_known_and_a_line_is_broken_where_nothing_came()
    {
        BrowserPage page = await Opened(Comparison("bounds", VerdictState.Valid, MadeComparison.Pictures("pause", 10), "pause"));
        Assert.Equal(6, await page.Value<int>("document.querySelectorAll('#latency .curve.bound').length"));
        Assert.Equal(6, await page.Value<int>("document.querySelectorAll('#latency .band').length"));
        Assert.NotEqual(0, await page.Value<int>("document.querySelectorAll('#latency .least').length"));
        // The interval ends before the bounds do.
        Assert.True(await page.Value<bool>("""
            (end => end('#latency .band') < end('#latency .curve.bound') - 20)(what => {
              const box = document.querySelector(what).getBBox();
              return box.x + box.width;
            })
            """));
        const string Pieces = "[...document.querySelectorAll('#seconds svg')].map(one => "
            + "one.querySelector('.curve').getAttribute('d').split('M').length - 1).join(' ')";
        Assert.Equal("1 2 2", await page.Value<string>(Pieces));
        string latency = await page.Value<string>("document.querySelector('#latency').textContent");
        Assert.Contains("The pings of all runs of a server together.", latency, StringComparison.Ordinal);
        string seconds = await page.Value<string>("document.querySelector('#seconds').textContent");
        Assert.Contains("One run of each server: the longest.", seconds, StringComparison.Ordinal);
        await page.Value<bool>("document.querySelector('#latency details').open = true");
        await page.Until("[...document.querySelectorAll('#latency tbody')].some(body => body.textContent.includes(' to ≥ '))");
        Assert.NotEqual("n/a", await page.Value<string>("document.querySelector('#latency tbody').rows[0].cells[3].textContent"));
        await Quiet(page, "bounds");
    }

    [Theory]
    [InlineData(1_000, 2_000, 4_000)]
    [InlineData(100, 1_000, 10_000)]
    public async Task A_sweep_has_a_curve_of_each_server_over_the_rates(params int[] rates)
    {
        string name = $"sweep-{rates[0]}";
        Comparison swept = MadeComparison.Of(
            VerdictState.Invalid, [.. rates.Select(rate => ScenarioCatalog.Find("steady")!.At(rate)), ScenarioCatalog.Scenarios[0]]);
        string file = Write(name, output => ComparisonPage.Write(swept, MadeComparison.Pictures("classic", 10), output));
        BrowserPage page = await Opened(file);
        Assert.Equal("steady, by rate", await page.Value<string>("byId('scenario').value"));
        Assert.Equal(3, await page.Value<int>("document.querySelectorAll('section:not([hidden]) table').length"));
        Assert.Equal(18, await page.Value<int>("document.querySelectorAll('#rates .curve').length"));
        Assert.Equal(18, await page.Value<int>("document.querySelectorAll('#rates .band').length"));
        Assert.Equal(1, await page.Value<int>("document.querySelectorAll('figure:not([hidden])').length"));
        string head = await page.Value<string>("document.querySelector('section:not([hidden]) thead').textContent");
        Assert.Equal($"p50, ms{string.Concat(MadeComparison.Models)}", head);
        Assert.Equal("p50, ms: open(arrivals poisson)", await page.Value<string>("document.querySelector('#rates svg text').textContent"));
        await Quiet(page, name);
        // A rate has tables and percentiles of its own, and no timeline; the scenario beside it has one.
        page = await Opened(file, $"#s=steady@{rates[1]}");
        Assert.Equal(6, await page.Value<int>("document.querySelectorAll('#latency .curve').length"));
        Assert.True(await page.Value<bool>("byId('rates').hidden && byId('timeline').hidden"));
        Assert.Contains(
            "open(rate ", await page.Value<string>("document.querySelector('#latency svg text').textContent"), StringComparison.Ordinal);
        await Quiet(page, $"{name}-one");
        page = await Opened(file, "#s=classic");
        Assert.False(await page.Value<bool>("byId('timeline').hidden"));
        await Quiet(page, $"{name}-beside");
    }

    [Fact]
    public async Task Keys_step_play_and_turn_the_timeline()
    {
        BrowserPage page = await Opened(Comparison("keys", VerdictState.Valid, MadeComparison.Pictures("stall-one", 10), "stall-one"));
        await page.Press("Home");
        Assert.Equal(0, await page.Value<double>("player.moment"));
        await page.Press("ArrowRight");
        await page.Press("ArrowRight");
        Assert.Equal(await page.Value<double>("player.moments[2]"), await page.Value<double>("player.moment"));
        await page.Press("ArrowLeft");
        Assert.Equal(await page.Value<double>("player.moments[1]"), await page.Value<double>("player.moment"));
        await page.Press("ArrowRight", shift: true);
        Assert.Equal(
            await page.Value<double>("player.moments[1] + player.length / 100"), await page.Value<double>("player.moment"), 3);
        await page.Press("b");
        Assert.Equal("worker", await page.Value<string>("player.by"));
        Assert.Equal(1, await page.Value<int>("player.panels[0].view.lanes.length"));
        await page.Press("+");
        Assert.Equal(await page.Value<double>("player.length / 2"), await page.Value<double>("player.to - player.from"), 3);
        await page.Until("location.hash.includes('by=worker') && location.hash.includes('z=')");
        await page.Press("0");
        await page.Press(" ");
        await page.Until("player.playing && player.moment > player.length / 100");
        await page.Press(" ");
        Assert.Equal("play", await page.Value<string>("byId('play').textContent"));
        await page.Press("End");
        Assert.Equal(await page.Value<double>("player.length"), await page.Value<double>("player.moment"));
        await Quiet(page, "keys");
    }

    [Fact]
    public async Task The_address_brings_back_what_was_seen()
    {
        string file = Comparison("address", VerdictState.Invalid, MadeComparison.Pictures("stall-one", 10), "classic", "stall-one");
        BrowserPage page = await Opened(file, "#s=stall-one&a=threads&b=epoll&by=worker&t=1000000&z=500000-2500000");
        Assert.Equal("threads epoll", await page.Value<string>("player.panels.map(panel => panel.timeline.name).join(' ')"));
        Assert.Equal(4, await page.Value<int>("player.panels[0].view.lanes.length"));
        Assert.Equal("500000 1000000 2500000", await page.Value<string>("`${player.from} ${player.moment} ${player.to}`"));
        Assert.Equal("rgb(192, 38, 45)", await page.Value<string>("getComputedStyle(document.querySelector('.verdict')).backgroundColor"));
        Assert.True(await page.Value<bool>("document.querySelector('section[data-scenario=classic]').hidden"));
        await Quiet(page, "address");
    }

    [Fact]
    public async Task Many_clients_are_a_heat_map_and_what_is_left_out_is_said()
    {
        string file = Trace("many", MadeTrace.Of("select", 1, 2_500, 2));
        Assert.InRange(new FileInfo(file).Length, 10_000, 1_500_000);
        BrowserPage page = await Opened(file);
        Assert.Equal(1250, await page.Value<int>("player.panels[0].view.heat.length"));
        string said = await page.Value<string>("document.querySelector('.panel').textContent");
        Assert.Contains("1,250 more are left out", said, StringComparison.Ordinal);
        await page.Value<bool>("byId('timeline-table').open = true");
        await page.Until("byId('timeline-table').querySelectorAll('tbody tr').length === 1250");
        await page.Value<bool>("byId('timeline-table').open = false");
        await page.Until("byId('timeline-table').children.length === 1");
        await Quiet(page, "many");
    }
}
