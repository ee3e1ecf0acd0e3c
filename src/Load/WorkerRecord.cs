using System.Collections.Concurrent;

namespace Sockeye.Load;

/// <summary>What one worker has measured. It alone writes, without a lock and without allocating; others read the counters, and
/// get the response times a second at a time.</summary>
internal sealed class WorkerRecord(IntervalCollector log, bool isOpen, bool recordsTimes = true)
{
    // One is filled while the other is gathered: no second has to wait for a new one, nor for a collection that it sets off.
    private readonly ConcurrentQueue<Latencies> _spares = new([new()]);
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

    /// <summary>Clients that are connecting.</summary>
    internal long Connecting;

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

    /// <summary>A client has failed with a ping unanswered, whose age is entered when the run is over.</summary>
    internal void Lost(FailureKind why, bool measured)
    {
        AllFailed++;
        InFlight--;
        if (!measured) return;
        if (why == FailureKind.PingTimeout) TimedOut++;
        else Failed++;
    }

    /// <summary>Enters a ping that was sent and not answered until a moment: how late it was sent is known all the same.</summary>
    internal void Unpaired(in Flight flight, long until)
    {
        Unanswered.Censor(until - flight.Intended);
        if (!isOpen) return;
        Service!.Censor(until - flight.Written);
        SendLag!.Record(flight.Written - flight.Intended);
        Lag.Record(flight.Lag);
    }

    /// <summary>Enters a ping, or several that were due at the same moment, that were not sent until a moment.</summary>
    internal void Unsent(long due, long until, long count = 1)
    {
        Unanswered.Censor(until - due, count);
        SendLag?.Censor(until - due, count);
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
