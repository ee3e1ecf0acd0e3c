using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>The ring that threads leave events in: whatever they do, an event is taken once and whole, or counted as dropped.</summary>
public class TraceRingTests
{
    [Fact]
    public void What_does_not_fit_is_dropped_and_counted_and_the_oldest_stays()
    {
        TraceRing ring = new(4);
        for (int i = 0; i < 7; i++) ring.Put(Numbered(i));
        Assert.Equal(3, ring.Dropped);
        Assert.Equal([0, 1, 2, 3], Taken(ring));
        ring.Put(Numbered(9));
        Assert.Equal([9], Taken(ring));
    }

    [Fact]
    public void It_goes_round()
    {
        TraceRing ring = new(2);
        for (int i = 0; i < 1000; i++)
        {
            ring.Put(Numbered(i));
            Assert.Equal([i], Taken(ring));
        }
        Assert.Equal(0, ring.Dropped);
    }

    [Fact]
    public void Many_threads_put_and_each_event_is_taken_once_in_the_order_of_its_thread()
    {
        const int threads = 4, events = 50_000;
        TraceRing ring = new(1024);
        int running = threads;
        Thread[] writers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < events; i++)
            {
                ring.Put(new TraceEvent(i, TraceKind.Sent) { Client = thread, Worker = thread, Number = i, Due = i, Connection = i });
            }
            Interlocked.Decrement(ref running);
        }))];
        foreach (Thread writer in writers) writer.Start();

        long taken = 0;
        long[] last = [-1, -1, -1, -1];
        while (true)
        {
            bool over = Volatile.Read(ref running) == 0;
            while (ring.TryTake(out TraceEvent happened))
            {
                taken++;
                // Half an event would carry the numbers of two.
                Assert.Equal(new TraceEvent(happened.Number, TraceKind.Sent)
                {
                    Client = happened.Client,
                    Worker = happened.Client,
                    Number = happened.Number,
                    Due = happened.Number,
                    Connection = happened.Number,
                }, happened);
                Assert.True(happened.Number > last[happened.Client]);
                last[happened.Client] = happened.Number;
            }
            if (over) break;
            Thread.Yield();
        }
        foreach (Thread writer in writers) writer.Join();
        Assert.Equal(threads * events, taken + ring.Dropped);
    }

    private static TraceEvent Numbered(int number) => new(0, TraceKind.Pong) { Number = number };

    private static List<long> Taken(TraceRing ring)
    {
        List<long> taken = [];
        while (ring.TryTake(out TraceEvent happened)) taken.Add(happened.Number);
        return taken;
    }
}
