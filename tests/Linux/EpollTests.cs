using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class EpollTests
{
    private const int Soon = 5000; // ms; the events are due at once

    [Fact]
    public void Readiness_is_told_again_while_it_lasts_with_the_data_that_was_given()
    {
        using Epoll epoll = new(4);
        using LoopbackPair pair = new();
        EpollEvent due = new(Readiness.Readable, 0xfedc_ba98_7654_3210);
        Assert.Equal(0, epoll.Add(pair.Server, Readiness.Readable, due.Data));
        Assert.Equal(0, Wait(epoll, 0));
        LoopbackPair.Deliver(pair.Client, "xy"u8);
        for (int i = 0; i < 2; i++) // level-triggered: also after a part was read
        {
            Assert.Equal(1, Wait(epoll, Soon));
            Assert.Equal(due, epoll[0]);
            Assert.Equal(1, Sockets.Receive(pair.Server, new byte[1]));
        }
        Assert.Equal(0, Wait(epoll, 0));
    }

    [Fact]
    public void A_batch_brings_each_descriptor_its_own_data_and_what_is_beyond_comes_next()
    {
        const int count = 5;
        using Epoll epoll = new(count - 2);
        LoopbackPair[] pairs = [.. Enumerable.Range(0, count).Select(_ => new LoopbackPair())];
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(0, epoll.Add(pairs[i].Server, Readiness.Writable, new Tag((byte)i, -1, i).Value));
        }
        HashSet<int> told = [];
        for (int wait = 0; wait < 2; wait++)
        {
            int ready = Wait(epoll, Soon);
            Assert.Equal(count - 2, ready);
            for (int i = 0; i < ready; i++)
            {
                Tag tag = new(epoll[i].Data);
                Assert.Equal((tag.Slot, Tag.Generations - 1), (tag.Operation, tag.Generation));
                told.Add(tag.Slot);
            }
        }
        Assert.Equal(count, told.Count); // in turns: epoll(7) puts what stays ready behind the others
        foreach (LoopbackPair pair in pairs) pair.Dispose();
    }

    [Fact]
    public void Interest_changes_and_ends()
    {
        using Epoll epoll = new(4);
        using LoopbackPair pair = new();
        Assert.Equal(0, epoll.Add(pair.Server, Readiness.Readable, 1));
        Assert.Equal(-Errno.EEXIST, epoll.Add(pair.Server, Readiness.Readable, 1));
        Assert.Equal(0, epoll.Modify(pair.Server, Readiness.Readable | Readiness.Writable, 2));
        Assert.Equal(1, Wait(epoll, Soon));
        Assert.Equal(new EpollEvent(Readiness.Writable, 2), epoll[0]);
        Assert.Equal(0, epoll.Remove(pair.Server));
        Assert.Equal(0, Wait(epoll, 0));
        Assert.Equal(-Errno.ENOENT, epoll.Modify(pair.Server, Readiness.Readable, 1));
    }

    [Fact]
    public void E12_an_error_is_told_without_interest()
    {
        using Epoll epoll = new(4);
        using LoopbackPair pair = new();
        Assert.Equal(0, epoll.Add(pair.Server, Readiness.None, 1));
        Assert.Equal(0, SocketOptions.SetAbortOnClose(pair.Client));
        pair.Close(pair.Client);
        Assert.Equal(1, Wait(epoll, Soon));
        Assert.Equal(Readiness.Error | Readiness.HungUp, epoll[0].Readiness);
        Assert.Equal(-Errno.ECONNRESET, SocketOptions.PendingError(pair.Server));
        Assert.Equal(0, SocketOptions.PendingError(pair.Server)); // taken off
    }

    [Fact]
    public void A_peer_that_has_finished_is_told_and_is_not_the_end()
    {
        using Epoll epoll = new(4);
        using LoopbackPair pair = new();
        Assert.Equal(0, epoll.Add(pair.Server, Readiness.Readable | Readiness.PeerFinished, 1));
        LoopbackPair.Deliver(pair.Client, "last"u8);
        Assert.Equal(0, Sockets.Shutdown(pair.Client, Ends.Sending));
        LoopbackPair.Until(() => Wait(epoll, Soon) == 1 && epoll[0].Readiness.HasFlag(Readiness.PeerFinished));
        Assert.Equal(4, Sockets.Receive(pair.Server, new byte[8]));
    }

    [Fact]
    public void A10_a_number_that_is_used_again_is_told_apart_by_its_data()
    {
        using Epoll epoll = new(4);
        using LoopbackPair first = new(), other = new();
        Tag before = new(0, 1, first.Server), after = new(0, 2, first.Server);
        Assert.Equal(0, epoll.Add(first.Server, Readiness.Readable, before.Value));
        LoopbackPair.Deliver(first.Client, "x"u8);
        Assert.Equal(1, Wait(epoll, Soon));
        int number = first.Server;
        first.Close(number); // while its event stands in the batch
        other.Connect();
        int again = other.Opened(Sockets.Accept(other.Listener));
        Assert.Equal(0, epoll.Add(again, Readiness.Writable, after.Value));
        Assert.Equal(before, new Tag(epoll[0].Data)); // stale, and it shows
        Assert.Equal(1, Wait(epoll, Soon));            // closed = removed, epoll(7)
        Assert.Equal(after, new Tag(epoll[0].Data));
    }

    [Fact]
    public void A_counter_wakes_a_wait_and_many_signals_are_one()
    {
        using Epoll epoll = new(4);
        using EventFd counter = new();
        Assert.Equal(0, epoll.Add(counter.Fd, Readiness.Readable, 9));
        Assert.False(counter.Drain());
        Thread other = new(() =>
        {
            for (int i = 0; i < 3; i++) Assert.Equal(0, counter.Signal());
        });
        other.Start();
        Assert.Equal(1, Wait(epoll, Soon));
        other.Join();
        Assert.Equal(9u, epoll[0].Data);
        Assert.True(counter.Drain());
        Assert.Equal(0, Wait(epoll, 0));
    }

    [Fact]
    public void A13_what_sleeps_in_epoll_and_gets_one_descriptor_of_two_leaves_none_open()
    {
        const string refused = "errno 24, 1 free";
        Assert.Equal($"{refused}; {refused}", Child.Ask(nameof(ChildScenarios.MadeWithOneDescriptor), "prlimit", "--nofile=256:256"));
    }

    // A signal may come, of a child of another test.
    private static int Wait(Epoll epoll, int timeoutMilliseconds)
    {
        int ready = -Errno.EINTR;
        for (int i = 0; i < 100 && Errno.Interrupted(ready); i++) ready = epoll.Wait(timeoutMilliseconds);
        return ready;
    }
}
