using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.House;
using Xunit;

namespace Sockeye.Tests.Pages;

/// <summary>Tests of pages in a real browser, each test in one of its own; skipped where there is none.</summary>
public abstract class PageTests : IAsyncLifetime
{
    private static readonly string Artefacts = Path.Combine(Repository.Root, "TestResults", "pages");

    private Chromium? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is not null) _browser = await Chromium.Launch();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<BrowserPage> Opened(string file, string hash = "", bool dark = false, bool still = false)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not here (apt-get install chromium)");
        return await BrowserPage.Open(_browser, file, hash, dark, still);
    }

    private protected static async Task Quiet(BrowserPage page, string name)
    {
        await page.Picture(Path.Combine(Artefacts, $"{name}.png"));
        Assert.Empty(page.Complaints);
        Assert.Empty(page.Requests);
    }

    private protected static string Comparison(
        string name, VerdictState verdict, IReadOnlyList<ScenarioPicture> pictures, params string[] scenarios) =>
        Write(name, file => ComparisonPage.Write(MadeComparison.Of(verdict, scenarios), pictures, file));

    private protected static string Trace(string name, Trace trace) => Write(name, file => TracePage.Write(trace, file));

    private protected static string Write(string name, Action<TextWriter> contents)
    {
        Directory.CreateDirectory(Artefacts);
        string path = Path.Combine(Artefacts, $"{name}.html");
        using StreamWriter file = new(path);
        contents(file);
        return path;
    }
}
