using System.Net;
using System.Net.Sockets;
using Sockeye.Servers;

namespace Sockeye.Tests.Servers;

/// <summary>An observer that keeps what happened, and watches that the events of each connection come in their order.</summary>
/// <param name="changesWorkers">Whether a connection may go from worker to worker between two calls of its protocol.</param>
/// <param name="severalAccept">Whether several threads accept: each number is told once, but not in their order.</param>
internal sealed class Recorder(bool changesWorkers, bool severalAccept = false) : ServerObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Course> _courses = [];
    private readonly List<string> _violations = [];
    private readonly List<ClosedConnection> _closed = [];
    private readonly List<(long Connection, int Worker)> _started = [];
    private readonly List<bool> _pauses = [];
    private readonly List<Exception> _faults = [];
    private readonly List<long> _faulted = [];
    private readonly List<(SocketError Error, AcceptTier Tier, TimeSpan Pause)> _acceptFailures = [];
    private readonly Dictionary<int, RingCounters> _rings = [];
    private int _longestQueue;
    private int _rejected;
    private int _lateReplies;
    private long _seen;

    /// <summary>What a test does at each accept, on the thread that accepts.</summary>
    internal Action WhenAccepted { get; set; } = () => { };

    internal int AcceptedCount => Read(() => _courses.Count);

    internal int RejectedCount => Read(() => _rejected);

    internal int LongestQueue => Read(() => _longestQueue);

    internal int LateReplyCount => Read(() => _lateReplies);

    internal IReadOnlyList<string> Violations => Read(() => _violations.ToArray());

    internal IReadOnlyList<ClosedConnection> Closings => Read(() => _closed.ToArray());

    internal IReadOnlyList<(long Connection, int Worker)> Starts => Read(() => _started.ToArray());

    /// <summary>Of each pause of a handler, whether it was a sleep on its thread.</summary>
    internal IReadOnlyList<bool> Pauses => Read(() => _pauses.ToArray());

    /// <summary>How many handlers pause now.</summary>
    internal int PausedCount => Read(() => _courses.Values.Count(course => course.Paused && !course.Closed));

    internal IReadOnlyList<Exception> Faults => Read(() => _faults.ToArray());

    /// <summary>Whose protocol each fault was.</summary>
    internal IReadOnlyList<long> FaultedConnections => Read(() => _faulted.ToArray());

    internal IReadOnlyList<(SocketError Error, AcceptTier Tier, TimeSpan Pause)> AcceptFailures => Read(() => _acceptFailures.ToArray());

    /// <summary>What the rings of all reactors have met so far.</summary>
    internal RingCounters Rings => Read(() => _rings.Values.Aggregate(default(RingCounters), (sum, ring) => new(
        sum.Overflows + ring.Overflows, sum.Parked + ring.Parked,
        sum.ReceivesRearmed + ring.ReceivesRearmed, sum.AcceptsRearmed + ring.AcceptsRearmed)));

    /// <summary>Bytes that protocols have been offered so far, each counted once: also those of unfinished messages.</summary>
    internal long Seen => Read(() => _seen);

    /// <summary>Bytes that a connection's protocol has been offered and has not consumed, once it has returned.</summary>
    internal long LeftOf(long connection) => Read(
        () => _courses.TryGetValue(connection, out Course? course) && !course.Handling ? course.Left : -1);

    internal void Violated(string what)
    {
        lock (_lock) _violations.Add(what);
    }

    public override void Accepted(long connection, EndPoint? peer)
    {
        lock (_lock)
        {
            bool isNext = severalAccept ? !_courses.ContainsKey(connection) : connection == _courses.Count;
            if (!isNext) _violations.Add($"accepted #{connection} as the {_courses.Count}th");
            _courses[connection] = new Course();
        }
        WhenAccepted();
    }

    public override void Rejected()
    {
        lock (_lock) _rejected++;
    }

    public override void Queued(long connection, int length)
    {
        lock (_lock)
        {
            Of(connection, nameof(Queued)).Expect(!Of(connection, nameof(Queued)).Started, "queued after it was started", _violations);
            _longestQueue = Math.Max(_longestQueue, length);
        }
    }

    public override void Started(long connection, int worker)
    {
        lock (_lock)
        {
            Course course = Of(connection, nameof(Started));
            course.Expect(!course.Started, "started twice", _violations);
            course.Started = true;
            course.Worker = worker;
            _started.Add((connection, worker));
        }
    }

    public override void HandlingBegan(long connection, int worker, int offered)
    {
        lock (_lock)
        {
            Course course = Of(connection, nameof(HandlingBegan));
            course.Expect(course.Started, "handled before it was started", _violations);
            course.Expect(course.Worker == worker || changesWorkers, "handled by another worker", _violations);
            course.Worker = worker;
            _seen += offered - course.Left;
            course.Left = offered;
            course.Handling = true;
        }
    }

    public override void HandlingEnded(long connection, int worker, int consumed, long messages, long? client)
    {
        lock (_lock)
        {
            Course course = Of(connection, nameof(HandlingEnded));
            course.Expect(course.Worker == worker, "handled to its end by another worker", _violations);
            course.Consumed += consumed;
            course.Left -= consumed;
            course.Handling = false;
        }
    }

    public override void Paused(long connection, int worker, bool blocking)
    {
        lock (_lock)
        {
            Course course = Of(connection, nameof(Paused));
            course.Expect(!course.Paused, "paused twice", _violations);
            course.Expect(!blocking || course.Handling, "asleep outside a call", _violations);
            course.Paused = true;
            _pauses.Add(blocking);
        }
    }

    public override void Resumed(long connection, int worker)
    {
        lock (_lock)
        {
            Course course = Of(connection, nameof(Resumed));
            course.Expect(course.Paused, "resumed without a pause", _violations);
            course.Paused = false;
        }
    }

    public override void Sent(long connection, int worker, int bytes)
    {
        lock (_lock) Of(connection, nameof(Sent)).Sent += bytes;
    }

    public override void ServerFaulted(long connection, Exception exception) => Faulted(connection, exception);

    public override void Faulted(long connection, Exception exception)
    {
        lock (_lock)
        {
            Of(connection, nameof(Faulted));
            _faults.Add(exception);
            _faulted.Add(connection);
        }
    }

    public override void LateReply(long connection)
    {
        lock (_lock)
        {
            Of(connection, nameof(LateReply));
            _lateReplies++;
        }
    }

    public override void Closed(in ClosedConnection closed)
    {
        lock (_lock)
        {
            Course course = Of(closed.Connection, nameof(Closed));
            course.Closed = true;
            course.Expect(closed.Sent == course.Sent, $"closed with {closed.Sent} bytes sent, not {course.Sent}", _violations);
            // What came after the end of the conversation was received, and dropped.
            course.Expect(
                closed.Received >= course.Consumed + closed.Unconsumed,
                $"closed with {closed.Received} bytes received, not {course.Consumed} + {closed.Unconsumed}", _violations);
            bool isItsWorker = closed.Worker == course.Worker || changesWorkers;
            course.Expect(isItsWorker, $"closed by worker {closed.Worker}, not {course.Worker}", _violations);
            _closed.Add(closed);
        }
    }

    public override void AcceptFailed(SocketError error, AcceptTier tier, TimeSpan pause)
    {
        lock (_lock) _acceptFailures.Add((error, tier, pause));
    }

    public override void RingCounted(int worker, in RingCounters counters)
    {
        lock (_lock)
        {
            RingCounters before = _rings.GetValueOrDefault(worker);
            bool grew = counters != before && counters.Overflows >= before.Overflows && counters.Parked >= before.Parked
                && counters.ReceivesRearmed >= before.ReceivesRearmed && counters.AcceptsRearmed >= before.AcceptsRearmed;
            if (!grew) _violations.Add($"ring {worker} told {counters} after {before}");
            _rings[worker] = counters;
        }
    }

    private T Read<T>(Func<T> value)
    {
        lock (_lock) return value();
    }

    private Course Of(long connection, string what)
    {
        if (!_courses.TryGetValue(connection, out Course? course))
        {
            _violations.Add($"{what} of #{connection}, which was not accepted");
            return new Course();
        }
        course.Expect(!course.Closed, $"{what} after closed", _violations);
        return course;
    }

    /// <summary>What one connection has gone through.</summary>
    private sealed class Course
    {
        internal bool Started;
        internal bool Closed;
        internal bool Handling;
        internal bool Paused;
        internal int Worker = -1;
        internal int Left;
        internal long Consumed;
        internal long Sent;

        internal void Expect(bool holds, string what, List<string> violations)
        {
            if (!holds) violations.Add(what);
        }
    }
}
