using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>How far the clients are: on a terminal one line, rewritten ten times a second; elsewhere a line every 5 s.</summary>
internal sealed class PongProgress : ShownClients
{
    private readonly TextWriter _error;
    private readonly bool _terminal;
    private readonly int _clients;
    private readonly long _pings;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _pongs;
    private int _left;
    private int _failed;
    private bool _drawn;
    private bool _disposed;

    internal PongProgress(TextWriter error, bool terminal, ClientPlan plan, TimeProvider time)
    {
        _error = error;
        _terminal = terminal;
        _clients = plan.Clients;
        _pings = (long)plan.Clients * plan.Pings;
        TimeSpan period = terminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(5);
        _timer = time.CreateTimer(_ => Draw(), null, period, period);
    }

    public override void Ponged(in Pong pong) => Interlocked.Increment(ref _pongs);

    public override void Failed(int client, ClientFailure failure) => Interlocked.Increment(ref _failed);

    public override void Left(int client) => Interlocked.Increment(ref _left);

    public override void Dispose()
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
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"{_pongs:N0} of {_pings:N0} pongs, {_left:N0} of {_clients:N0} clients done, {_failed:N0} failed");
            if (_terminal) _error.Write($"\r{text}\u001b[K");
            else _error.WriteLine(text);
        }
    }
}
