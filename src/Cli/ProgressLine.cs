namespace Sockeye.Cli;

/// <summary>A line of progress: on a terminal one, rewritten ten times a second and wiped at the end; elsewhere a new one every
/// 5 s.</summary>
internal sealed class ProgressLine : IDisposable
{
    private readonly TextWriter _error;
    private readonly bool _terminal;
    private readonly Func<string> _text;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _drawn;
    private bool _disposed;

    internal ProgressLine(TextWriter error, bool terminal, Func<string> text, TimeProvider time)
    {
        _error = error;
        _terminal = terminal;
        _text = text;
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
            string text = _text();
            if (_terminal) _error.Write($"\r{text}\u001b[K");
            else _error.WriteLine(text);
        }
    }
}
