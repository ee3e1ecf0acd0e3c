using System.Collections.Concurrent;

namespace Sockeye.Load;

/// <summary>What one worker has measured. It alone writes, without a lock and without allocating; others read the counters, and
/// get the response times a second at a time.</summary>
internal sealed class WorkerRecord(IntervalCollector log, bool isOpen, bool recordsTimes = true)
{
    private readonly ConcurrentQueue<Latencies> _spares = [];
    private Latencies _responses = new();
    private int _interval = int.MinValue;
    private long _sentBefore;
    private long _answeredBefore;
    private long _failedBefore;

    internal Latencies? Service { get; } = isOpen ? new() : null;

    internal Latencies? SendLag { get; } = isOpen ? new() : null;

    internal Latencies Lag { get; } = new();

    internal Latencies Connect { get; } = new();

    internal Latencies FirstPongWait { get; } = new();

    internal Latencies WarmUp { get; } = new();

    /// <summary>The ages of pings that were not answered.</summary>
    internal Latencies Unanswered { get; } = new();

    // Of measured pings, but for those in flight.
    internal long Sent;
    internal long Answered;
    internal long Failed;
    internal long TimedOut;
    internal long InFlightAtEnd;
    internal long NeverSent;
    internal long Scheduled;

    // Of all pings: what the intervals tell.
    internal long AllSent;
    internal long AllAnswered;
    internal long AllFailed;
    internal long InFlight;

    internal long ConnectedClients;
    internal long FailedClients;

    internal void Pong(in Flight flight, long received, bool measured)
    {
        AllAnswered++;
        InFlight--;
        if (!measured) return;
        Answered++;
        if (!recordsTimes) return;
        _responses.Record(received - flight.Intended);
        if (!isOpen) return;
        Service!.Record(received - flight.Written);
        SendLag!.Record(flight.Written - flight.Intended);
        Lag.Record(flight.Lag);
    }

    /// <summary>A client has failed with this ping unanswered.</summary>
    internal void Lost(in Flight flight, FailureKind why, long now, bool measured)
    {
        AllFailed++;
        InFlight--;
        if (!measured) return;
        if (why != FailureKind.PingTimeout)
        {
            Failed++;
            return;
        }
        TimedOut++;
        Unanswered.Censor(now - flight.Intended);
    }

    /// <summary>Closes the interval that has ended at a moment, if one has.</summary>
    /// <returns>When the one that lasts will end.</returns>
    internal long Turn(long now, long measureBegan)
    {
        int interval = (int)Math.Floor((double)(now - measureBegan) / IntervalCollector.Length);
        if (interval != _interval)
        {
            if (_interval != int.MinValue) Close();
            _interval = interval;
        }
        return measureBegan + (interval + 1L) * IntervalCollector.Length;
    }

    /// <summary>Hands over what has been recorded since the last turn.</summary>
    internal void Close()
    {
        if (_interval == int.MinValue) return;
        log.Hand(new(
            _interval, AllSent - _sentBefore, AllAnswered - _answeredBefore, AllFailed - _failedBefore, InFlight, _responses, _spares));
        (_sentBefore, _answeredBefore, _failedBefore) = (AllSent, AllAnswered, AllFailed);
        _responses = _spares.TryDequeue(out Latencies? spare) ? spare : new();
        _interval = int.MinValue;
    }
}
