using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sockeye.Tests.Pages;

/// <summary>
/// A headless Chromium of the distribution, spoken to by its DevTools protocol over loopback: a dozen commands. Playwright's package
/// would bring a Node.js of its own for them into every build.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = [];
    private readonly string _profile = Directory.CreateTempSubdirectory("sockeye-chromium").FullName;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _listening = Task.CompletedTask;
    private int _last;

    private Chromium() => _process = new() { StartInfo = Start(_profile) };

    /// <summary>The program; null where there is none.</summary>
    internal static string? Program { get; } = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser"]).FirstOrDefault(File.Exists);

    /// <summary>Is told of every event of a page: its method and its particulars.</summary>
    internal event Action<string, JsonNode>? Happened;

    internal static async Task<Chromium> Launch()
    {
        Chromium browser = new();
        try
        {
            browser._process.ErrorDataReceived += (_, line) => browser.Read(line.Data);
            browser._process.Start();
            browser._process.BeginErrorReadLine();
            Uri address = await browser._address.Task.WaitAsync(Deadline);
            await browser._socket.ConnectAsync(address, CancellationToken.None).WaitAsync(Deadline);
            browser._listening = browser.Listen();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives a command, and waits for its answer.</summary>
    internal async Task<JsonNode> Ask(string method, JsonObject parameters, string? session = null)
    {
        int id = Interlocked.Increment(ref _last);
        TaskCompletionSource<JsonNode> answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        JsonObject command = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null) command["sessionId"] = session;
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(command);
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening;
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _end.Dispose();
        _sending.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    // A sandbox needs user namespaces, which a container often has not; what is opened is our own page.
    private static ProcessStartInfo Start(string profile) => new(
        Program!,
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
         "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--remote-debugging-port=0",
         $"--user-data-dir={profile}", "about:blank"])
    {
        RedirectStandardError = true,
    };

    private void Read(string? line)
    {
        const string mark = "DevTools listening on ";
        if (line is null) _address.TrySetException(new InvalidOperationException("Chromium has ended without a word of where it listens."));
        else if (line.StartsWith(mark, StringComparison.Ordinal)) _address.TrySetResult(new(line[mark.Length..]));
    }

    private async Task Listen()
    {
        byte[] chunk = new byte[1 << 16];
        using MemoryStream message = new();
        try
        {
            while (true)
            {
                WebSocketReceiveResult part = await _socket.ReceiveAsync(chunk, _end.Token);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Write(chunk, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Hear(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            foreach (TaskCompletionSource<JsonNode> waiting in _asked.Values) waiting.TrySetException(gone);
        }
    }

    private void Hear(JsonNode said)
    {
        if (said["id"] is not { } id)
        {
            Happened?.Invoke(said["method"]!.GetValue<string>(), said["params"]!);
            return;
        }
        if (!_asked.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonNode>? answer)) return;
        if (said["error"] is { } error) answer.TrySetException(new InvalidOperationException(error.ToJsonString()));
        else answer.TrySetResult(said["result"]!);
    }
}
