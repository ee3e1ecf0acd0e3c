using CsCheck;
using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>The wheel of clocks: an item is due at its time, up to a tick late and never early, however far away that is.</summary>
public class TimerWheelTests
{
    private const int Tick = TimerWheel<Clock>.TickMilliseconds;

    [Theory, InlineData(0), InlineData(1), InlineData(15), InlineData(8_175), InlineData(8_192), InlineData(20_000), InlineData(100_000)]
    public void A1_a_clock_strikes_at_its_time_also_beyond_the_length_of_the_wheel(int milliseconds)
    {
        const long start = 1_003;
        TimerWheel<Clock> wheel = new(start);
        Clock clock = new() { Deadline = start + milliseconds };
        wheel.Schedule(clock);
        long now = start;
        // As a loop does: it sleeps until the wheel says, and looks.
        while (wheel.TakeDue(now) is null)
        {
            Assert.True(wheel.NextAt > now, "The loop would spin.");
            now = wheel.NextAt;
        }
        Assert.InRange(now, clock.Deadline, clock.Deadline + Tick);
        Assert.Equal((0, Clocks.Never), (wheel.Count, wheel.NextAt));
    }

    [Fact]
    public void A1_clocks_that_are_set_moved_and_stopped_at_random_strike_as_in_a_list() => Gen
        .Select(Gen.Int[0, 4], Gen.Int[0, 7], Gen.Int[1, 30_000]).Array[1, 100]
        .Sample(Play, time: PropertyTime.Seconds);

    private static void Play((int What, int Which, int Milliseconds)[] steps)
    {
        long now = 5;
        TimerWheel<Clock> wheel = new(now);
        Clock[] all = [.. Enumerable.Range(0, 8).Select(_ => new Clock())];
        HashSet<Clock> set = [];
        foreach ((int what, int which, int milliseconds) in steps)
        {
            Clock clock = all[which];
            if (what <= 1)
            {
                clock.Deadline = now + milliseconds;
                wheel.Schedule(clock);
                set.Add(clock);
            }
            else if (what == 2)
            {
                wheel.Remove(clock);
                set.Remove(clock);
            }
            else
            {
                now += what == 3 ? milliseconds : milliseconds % 50;
                while (wheel.TakeDue(now) is { } due) Expect(due.Deadline <= now && set.Remove(due), "due early, or not set");
                Expect(set.All(left => left.Deadline > now - Tick), "late by more than a tick");
            }
            Expect(wheel.Count == set.Count, "not as many as in the list");
            long first = set.Count == 0 ? Clocks.Never : set.Min(left => left.Deadline) + Tick;
            Expect(wheel.NextAt <= first, "the loop would oversleep");
            Expect((set.Count > 0) == (wheel.NextAt < Clocks.Never), "the loop would wake for nothing, or never");
        }
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }

    private sealed class Clock : ITimed<Clock>
    {
        private TimerLink<Clock> _timer;

        public long Deadline { get; set; }

        public ref TimerLink<Clock> Timer => ref _timer;
    }
}
