using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Sockeye.Tests.Pages;

/// <summary>A page in Chromium: what it is asked, what it is told, and what it complains of.</summary>
internal sealed class BrowserPage
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Chromium _browser;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _session = "";

    private BrowserPage(Chromium browser) => _browser = browser;

    /// <summary>Errors and warnings of its console, and exceptions of its script.</summary>
    internal ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>What it asked the network for, but for itself.</summary>
    internal ConcurrentQueue<string> Requests { get; } = [];

    internal static async Task<BrowserPage> Open(Chromium browser, string file, string hash, bool dark, bool still)
    {
        BrowserPage page = new(browser);
        Uri address = new($"{new Uri(file)}{hash}");
        browser.Happened += (method, what) => page.Heard(method, what, address);
        JsonNode target = await browser.Ask("Target.createTarget", new() { ["url"] = "about:blank" });
        JsonNode attached = await browser.Ask(
            "Target.attachToTarget", new() { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
        page._session = attached["sessionId"]!.GetValue<string>();
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"]) await page.Ask($"{domain}.enable", []);
        await page.Ask(
            "Emulation.setDeviceMetricsOverride",
            new() { ["width"] = 1280, ["height"] = 1000, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await page.Ask("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(
                new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" },
                new JsonObject { ["name"] = "prefers-reduced-motion", ["value"] = still ? "reduce" : "no-preference" }),
        });
        await page.Ask("Page.navigate", new() { ["url"] = address.AbsoluteUri });
        await page._loaded.Task.WaitAsync(Deadline);
        return page;
    }

    /// <summary>The value of an expression of its script; of a promise, what it comes to.</summary>
    internal async Task<T> Value<T>(string expression)
    {
        JsonNode answer = await Ask(
            "Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (answer["exceptionDetails"] is { } thrown) throw new InvalidOperationException(thrown.ToJsonString());
        return answer["result"]!["value"]!.GetValue<T>();
    }

    internal async Task Press(string key, bool shift = false)
    {
        foreach (string type in (string[])["keyDown", "keyUp"])
            await Ask("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = key, ["modifiers"] = shift ? 8 : 0 });
    }

    /// <summary>Waits until an expression is true.</summary>
    internal Task<bool> Until(string condition) => Value<bool>($$"""
        new Promise((done, failed) => {
          const end = performance.now() + 10000;
          const late = () => performance.now() > end;
          const look = () => ({{condition}}) ? done(true) : late() ? failed(new Error({{Quoted(condition)}})) : requestAnimationFrame(look);
          look();
        })
        """);

    /// <summary>Writes a picture of the whole page.</summary>
    internal async Task Picture(string file)
    {
        JsonNode shot = await Ask("Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = true });
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, Convert.FromBase64String(shot["data"]!.GetValue<string>()));
    }

    private Task<JsonNode> Ask(string method, JsonObject parameters) => _browser.Ask(method, parameters, _session);

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    private void Heard(string method, JsonNode what, Uri address)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown":
                Complaints.Enqueue(what["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when what["type"]!.GetValue<string>() is "error" or "warning" or "assert":
                Complaints.Enqueue(what["args"]!.ToJsonString());
                break;
            case "Log.entryAdded" when what["entry"]!["level"]!.GetValue<string>() is "error" or "warning":
                Complaints.Enqueue(what["entry"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                string asked = what["request"]!["url"]!.GetValue<string>();
                bool isItself = asked.Split('#')[0] == address.AbsoluteUri.Split('#')[0];
                if (!isItself && !asked.StartsWith("data:", StringComparison.Ordinal)) Requests.Enqueue(asked);
                break;
            default:
                break;
        }
    }
}
