using CsCheck;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Rule R7: the load is on before the window and after it, and what is due within it counts, and nothing else. Without a
/// socket, on a clock that only this test moves.</summary>
public class WindowTests
{
    private const long Begin = 12_345_678_901;
    private const long Millisecond = 1_000_000;

    private static readonly Gen<ClientPlan> Plans =
        from isOpen in Gen.Bool
        from rate in Gen.Double[20, 3000]
        from warmUp in Gen.Int[0, 120]
        from duration in Gen.Int[1, 400]
        from depth in Gen.Int[1, 3]
        from think in Gen.Int[0, 3]
        from seed in Gen.ULong
        select new ClientPlan
        {
            Rate = isOpen ? rate : null,
            Arrivals = Arrivals.Poisson,
            WarmUp = TimeSpan.FromMilliseconds(warmUp),
            Duration = TimeSpan.FromMilliseconds(duration),
            Depth = depth,
            DelayBetween = isOpen ? TimeSpan.Zero : TimeSpan.FromMilliseconds(think),
            Grace = TimeSpan.FromMilliseconds(100),
            Seed = seed,
        };

    [Fact]
    public void A_window_of_time_has_a_load_before_it_and_after_it()
    {
        ClientPlan plan = new() { Duration = TimeSpan.FromMilliseconds(300) };
        Assert.Equal(new(0, 50 * Millisecond, 350 * Millisecond, 400 * Millisecond), Timeline.Of(plan, 0));
        plan = plan with { WarmUp = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(new(0, 200 * Millisecond, 500 * Millisecond, 550 * Millisecond), Timeline.Of(plan, 0));
        // Where pings are counted out, the first one and the last one count.
        Assert.Equal(new(0, 0, Clock.Never, Clock.Never), Timeline.Of(new() { Pings = 5 }, 0));
    }

    [Fact]
    public void Phases_follow_one_another()
    {
        Timeline timeline = new(0, 10, 20, 30);
        (long At, LoadPhase Phase)[] expected =
        [
            (0, LoadPhase.WarmUp), (9, LoadPhase.WarmUp), (10, LoadPhase.Measuring), (19, LoadPhase.Measuring),
            (20, LoadPhase.CoolDown), (29, LoadPhase.CoolDown), (30, LoadPhase.Draining), (1000, LoadPhase.Draining),
        ];
        foreach ((long at, LoadPhase phase) in expected)
        {
            Assert.Equal(phase, timeline.PhaseAt(at));
            Assert.Equal(at < 30 ? at / 10 * 10 : 30, timeline.BeginOf(phase));
        }
    }

    [Fact]
    public void What_is_due_in_the_window_counts_and_nothing_else() => Gen.Select(Plans, Gen.Int[0, 90], Gen.Int[0, 1400]).Sample(
        (plan, slowest, cancelledAfter) =>
        {
            // Half of them run to their end.
            long cancelled = cancelledAfter < 700 ? Begin + cancelledAfter * Millisecond : Clock.Never;
            Timeline timeline = Timeline.Of(plan, Begin);
            Simulation run = new(plan, timeline, slowest, cancelled);
            run.Go();
            WorkerRecord record = run.Record;
            long[] inWindow = [.. run.Sent.Where(due => due >= timeline.Measure && due < timeline.End)];
            long[] answered = [.. run.Answered.Where(due => due >= timeline.Measure && due < timeline.End)];
            long end = Math.Min(timeline.End, run.Ended);
            // A client that waited for the whole of the window owes a ping.
            long owed = inWindow.Length == 0 && timeline.Measure < end && !run.Thinks ? 1 : 0;
            long due = plan.Rate is null ? inWindow.Length + owed : Schedule.Count(plan, 0, timeline.Measure - Begin, end - Begin);

            Assert.Equal(inWindow.Length, record.Sent);
            Assert.Equal(answered.Length, record.Answered);
            Assert.Equal(due, record.Scheduled);
            Assert.Equal(record.Scheduled, record.Answered + record.InFlightAtEnd + record.NeverSent);
            Assert.Equal(record.InFlightAtEnd + record.NeverSent, record.Unanswered.Censored);
            Assert.Equal(run.Answered.Count(moment => moment < timeline.Measure), record.WarmUp.Count);
            // Nothing stops before its time: as long as a connection is free, pings are sent after the window, too.
            if (cancelled == Clock.Never && slowest < 10 && plan.Rate is null) Assert.Contains(run.Sent, moment => moment >= timeline.End);
            Assert.All(run.Sent, moment => Assert.InRange(moment, Begin, timeline.Stop - 1));
        },
        iter: 200);

    /// <summary>A client and a server that answers one ping after another, each in a time of its own, as a worker sees them.</summary>
    private sealed class Simulation
    {
        private readonly ClientPlan _plan;
        private readonly Timeline _timeline;
        private readonly Client _client;
        private readonly Random _random;
        private readonly int _slowest;
        private readonly long _cancelled;
        private readonly Queue<long> _replies = [];

        internal Simulation(ClientPlan plan, Timeline timeline, int slowest, long cancelled)
        {
            (_plan, _timeline, _slowest, _cancelled) = (plan, timeline, slowest, cancelled);
            _random = new((int)plan.Seed);
            _client = new(0, plan);
            Record = new(new(1), plan.Loop == Loop.Open);
        }

        internal WorkerRecord Record { get; }

        internal List<long> Sent { get; } = [];

        internal List<long> Answered { get; } = [];

        internal long Ended { get; private set; }

        /// <summary>Whether its oldest ping that is not answered, if there is one, is not of the warm-up: it was to think.</summary>
        internal bool Thinks => _plan.DelayBetween > TimeSpan.Zero
            && (Sent.Count == Answered.Count || Sent[Answered.Count] >= _timeline.Measure);

        internal void Go()
        {
            _client.BeginConnection(Begin);
            _client.Begin(_timeline);
            long last = Math.Min(_timeline.Stop + Clock.Nanoseconds(_plan.Grace), _cancelled);
            long now = Begin;
            while (now < last)
            {
                while (now < _timeline.Stop && _client.MaySend(now)) Send(now);
                long next = _replies.TryPeek(out long reply) ? reply : Clock.Never;
                if (now < _timeline.Stop && _client.IsFree && _client.HasMore(now)) next = Math.Min(next, _client.Due);
                if (next == Clock.Never) break;
                now = Math.Max(now, Math.Min(next, last));
                if (_replies.TryPeek(out reply) && reply <= now) Answer(now);
            }
            Ended = Math.Max(now, Math.Min(_timeline.Stop, _cancelled));
            new FinalAccount(_plan, _timeline, Record, Ended, cancelled: Ended >= _cancelled).Enter(_client);
        }

        private void Send(long now)
        {
            long due = _client.Due;
            _client.Take();
            Record.Sent += _client.Written(1, now);
            Record.InFlight++;
            Sent.Add(_plan.Rate is null ? now : due);
            // Never at once: a pong that takes no time would keep the clock where it is.
            long begun = Math.Max(now, _replies.Count > 0 ? _replies.Last() : 0);
            _replies.Enqueue(begun + 1 + _random.NextInt64(_slowest * Millisecond + Millisecond));
        }

        private void Answer(long now)
        {
            _replies.Dequeue();
            Flight flight = _client.Answered(now);
            Answered.Add(flight.Intended);
            if (_client.IsWarmUp(flight)) Record.WarmUp.Record(now - flight.Intended);
            Record.Pong(flight, now, _client.IsMeasured(flight));
        }
    }
}
