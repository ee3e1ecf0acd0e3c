using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>How far a measurement is: on a terminal one line, rewritten ten times a second; elsewhere a line every 5 s. It reads
/// counters, and costs the run nothing.</summary>
internal sealed class LiveLine : IDisposable
{
    private readonly TextWriter _error;
    private readonly bool _terminal;
    private readonly LoadProgress _progress;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _drawn;
    private bool _disposed;

    internal LiveLine(TextWriter error, bool terminal, LoadProgress progress, TimeProvider time)
    {
        _error = error;
        _terminal = terminal;
        _progress = progress;
        TimeSpan period = terminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(5);
        _timer = time.CreateTimer(_ => Draw(), null, period, period);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _disposed = true;
            // The results begin on a clean line.
            if (_drawn && _terminal) _error.Write("\r\u001b[K");
        }
    }

    internal void Draw()
    {
        // The timer may still fire while it is disposed.
        lock (_lock)
        {
            if (_disposed) return;
            _drawn = true;
            string text = Text();
            if (_terminal) _error.Write($"\r{text}\u001b[K");
            else _error.WriteLine(text);
        }
    }

    private string Text()
    {
        string phase = _progress.Phase switch
        {
            LoadPhase.Connecting => "connecting",
            LoadPhase.WarmUp => "warm-up",
            LoadPhase.Measuring => "measuring",
            LoadPhase.Draining => "draining",
            _ => "done",
        };
        string text = Number($"{phase} {_progress.InPhase.TotalSeconds:0.0} s  {_progress.Connected:N0} connected");
        if (_progress.FailedClients > 0) text += Number($", {_progress.FailedClients:N0} failed");
        if (_progress.LastInterval is not { } second) return text;
        text += Number($"  {second.Answered:N0} pongs/s");
        if (second.Response?.Percentile(50) is { } p50) text += Number($"  p50 {p50.Value / 1e6:0.000} ms");
        if (second.Response?.Percentile(99) is { } p99) text += Number($"  p99 {p99.Value / 1e6:0.000} ms");
        return text + Number($"  in flight {_progress.InFlight:N0}");
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
