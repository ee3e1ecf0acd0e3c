using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>How far a measurement is. It reads counters, and once a second the times of the last one.</summary>
internal sealed class LiveLine : IDisposable
{
    private readonly LoadProgress _progress;
    private readonly ProgressLine _line;
    private (LoadInterval Interval, string Text)? _second;

    internal LiveLine(TextWriter error, bool terminal, LoadProgress progress, TimeProvider time)
    {
        _progress = progress;
        _line = new(error, terminal, Text, time);
    }

    public void Dispose() => _line.Dispose();

    internal void Draw() => _line.Draw();

    private string Text()
    {
        string phase = _progress.Phase switch
        {
            LoadPhase.Connecting => "connecting",
            LoadPhase.WarmUp => "warm-up",
            LoadPhase.Measuring => "measuring",
            LoadPhase.CoolDown => "cool-down",
            LoadPhase.Draining => "draining",
            _ => "done",
        };
        string text = Number($"{phase} {_progress.InPhase.TotalSeconds:0.0} s  {_progress.Connected:N0} connected");
        if (_progress.FailedClients > 0) text += Number($", {_progress.FailedClients:N0} failed");
        if (_progress.LastInterval is not { } second) return text;
        // To look for a percentile is to unpack a histogram, and a terminal is drawn on ten times a second.
        if (!ReferenceEquals(_second?.Interval, second)) _second = (second, Of(second));
        return text + _second?.Text + Number($"  in flight {_progress.InFlight:N0}");
    }

    private static string Of(LoadInterval second)
    {
        string text = Number($"  {second.Answered:N0} pongs/s");
        if (second.Response?.Percentile(50) is { } p50) text += Number($"  p50 {p50.Value / 1e6:0.000} ms");
        if (second.Response?.Percentile(99) is { } p99) text += Number($"  p99 {p99.Value / 1e6:0.000} ms");
        return text;
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
