using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>
/// What a server does, in lines for a person: who comes, waits and leaves to one writer, failures to another. Whatever
/// comes from outside is escaped, and both writers have a budget of lines a second.
/// </summary>
/// <param name="output">Where the server and its connections are told.</param>
/// <param name="error">Where failures are told.</param>
/// <param name="noun">What one message of the protocol is called: «ping».</param>
/// <param name="quiet">Whether connections are left out.</param>
/// <param name="time">The clock of the budgets.</param>
internal sealed class ServerLog(TextWriter output, TextWriter error, string noun, bool quiet, TimeProvider time) : ServerObserver
{
    private const int LinesPerSecond = 200;

    // Programs read these lines, too.
    private const string Plain = "D";

    private static readonly TimeSpan ShortagePause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly LineBudget _outputBudget = new(LinesPerSecond, time);
    private readonly LineBudget _errorBudget = new(LinesPerSecond, time);
    private readonly ConcurrentDictionary<long, EndPoint?> _present = [];
    private long _shortageToldAt;
    private long _shortages;

    /// <summary>The clients that have come and not left, in words: what a server that does not stop is busy with.</summary>
    internal string Present => string.Join(", ", _present.Keys.Order().Take(10).Select(connection => $"client #{connection}"));

    internal string Messages(long count) => Counted.Of(count, noun, Plain);

    internal static string Clients(long count) => Counted.Of(count, "client", Plain);

    public override void Accepted(long connection, EndPoint? peer) => _present[connection] = peer;

    public override void Rejected() => Tell("A client was rejected: the server is full");

    public override void Queued(long connection, int length) => Tell($"Client #{connection} waits for a worker ({length} in the queue)");

    public override void Started(long connection, int worker)
    {
        string from = _present.TryGetValue(connection, out EndPoint? peer) && peer is IPEndPoint ? $" from {peer}" : "";
        Tell($"Client #{connection} connected{from} (worker {worker})");
    }

    public override void HandlerWasSlow(long connection, int worker, TimeSpan time) =>
        Complain($"Client #{connection} held up worker {worker} for {Durations.Format(time)}: everybody else there waited");

    public override void Closed(in ClosedConnection closed)
    {
        _present.TryRemove(closed.Connection, out _);
        string reason = CloseReasonText.Of(closed.Reason);
        if (closed.Detail is { } detail) reason = $"{reason}: {Escaped.Text(detail)}";
        string work = closed switch
        {
            { Worker: < 0 } => "before a worker was free",
            { Messages: 0, Received: > 0 } => $"after {Counted.Of(closed.Received, "byte", Plain)}",
            _ => $"after {Messages(closed.Messages)}",
        };
        Tell($"Client #{closed.Connection} left {work} ({reason})");
    }

    public override void Faulted(long connection, Exception exception) =>
        Complain($"Client #{connection}: the protocol failed: {Told(exception)}");

    public override void ServerFaulted(long connection, Exception exception) =>
        Complain($"Client #{connection}: the server failed: {Told(exception)}");

    public override void AcceptFailed(SocketError error, AcceptTier tier, TimeSpan pause)
    {
        // A peer that gave up is not worth a line, and a broken listener ends the server with its own message.
        if (tier != AcceptTier.Shortage) return;
        lock (_lock)
        {
            _shortages++;
            long now = time.GetTimestamp();
            if (_shortageToldAt != 0 && time.GetElapsedTime(_shortageToldAt, now) < ShortagePause) return;
            _shortageToldAt = now;
        }
        Complain($"Accepting pauses for {Durations.Format(pause)}: {error} (so far {_shortages}; this line comes once a minute)");
    }

    /// <summary>Tells a line of the server itself, whatever the budget says.</summary>
    internal void Say(string line)
    {
        lock (_lock)
        {
            TellLeftOut();
            Write(output, line);
        }
    }

    /// <summary>Tells a failure or a warning, within the budget.</summary>
    internal void Complain(string line)
    {
        lock (_lock)
        {
            if (!_errorBudget.Take()) return;
            if (_errorBudget.TakeLeftOut() is > 0 and long leftOut) Write(error, $"({Counted.Of(leftOut, "line", Plain)} left out)");
            Write(error, line);
        }
    }

    private static string Told(Exception exception) => $"{exception.GetType().Name}: {Escaped.Text(exception.Message)}";

    private void Tell(string line)
    {
        if (quiet) return;
        lock (_lock)
        {
            if (!_outputBudget.Take()) return;
            TellLeftOut();
            Write(output, line);
        }
    }

    private void TellLeftOut()
    {
        if (_outputBudget.TakeLeftOut() is > 0 and long leftOut) Write(output, $"({Counted.Of(leftOut, "line", Plain)} left out)");
    }

    // A full disk or a reader that has gone must not end the server: an observer does not throw.
    private static void Write(TextWriter writer, string line)
    {
        try
        {
            writer.WriteLine(line);
            writer.Flush();
        }
        catch (IOException unwritable)
        {
            Debug.WriteLine(unwritable);
        }
    }
}
