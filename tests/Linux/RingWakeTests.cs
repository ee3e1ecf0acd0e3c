using Sockeye.Linux;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Linux;

/// <summary>Waking a ring's thread: by message, and by counter as on kernels before 6.13.</summary>
public class RingWakeTests
{
    private static readonly Tag WakeTag = new(9, 0, 0), Other = new(8, 0, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H16_a_signal_from_a_thread_without_a_ring_ends_a_wait(bool byMessage)
    {
        using RingSession session = new();
        using RingWake wake = Wake(session, byMessage);
        Thread other = new(() => Assert.Equal(0, wake.Signal()));
        other.Start();
        Completion woken = session.Next();
        other.Join();
        Assert.Equal((WakeTag, byMessage), (woken.Tag, woken.More));
        Assert.True(woken.Result >= 0, Errno.Text(woken.Result));
        wake.Woken(woken);
        Assert.Equal(byMessage ? 0 : 1, session.Ring.InFlight);
        Close(session, wake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Signals_before_the_wake_are_one(bool byMessage)
    {
        using RingSession session = new();
        using RingWake wake = Wake(session, byMessage);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 5; i++) Assert.Equal(0, wake.Signal());
            Completion woken = session.Next();
            Assert.Equal(WakeTag, woken.Tag);
            session.NothingIsDue();
            wake.Woken(woken);
            session.NothingIsDue();
        }
        Close(session, wake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H16_no_wake_is_lost_between_the_last_look_and_the_sleep(bool byMessage)
    {
        int items = LongRun.Times(50_000, 1_000_000);
        using RingSession session = new();
        using RingWake wake = Wake(session, byMessage);
        int put = 0, taken = 0;
        Thread producer = new(() =>
        {
            for (int i = 0; i < items; i++)
            {
                Interlocked.Increment(ref put);
                Assert.Equal(0, wake.Signal());
                if (i % 3 == 0) Thread.SpinWait(i % 200);
            }
        });
        producer.Start();
        while (taken < items)
        {
            Completion woken = session.Next(); // a lost wake fails here after five seconds
            wake.Woken(woken);
            taken = Volatile.Read(ref put);
        }
        producer.Join();
        Close(session, wake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_signal_after_the_end_does_nothing(bool byMessage)
    {
        using RingSession session = new();
        RingWake wake = Wake(session, byMessage);
        Close(session, wake);
        wake.Dispose();
        Assert.Equal(0, wake.Signal());
        session.NothingIsDue();
    }

    private static RingWake Wake(RingSession session, bool byMessage)
    {
        Assert.SkipWhen(byMessage && !RingWake.IsMessageSupported, "messages to a ring came with Linux 6.13");
        return new(session.Ring, WakeTag, byMessage);
    }

    // A counter's read is cancelled before its memory is freed.
    private static void Close(RingSession session, RingWake wake)
    {
        if (session.Ring.InFlight > 0) session.Ring.Next().Cancel(WakeTag, Other);
        while (session.Ring.InFlight > 0)
        {
            Completion completion = session.Next();
            if (completion.Tag == WakeTag && !Errno.Cancelled(completion.Result)) wake.Woken(completion);
        }
        wake.Dispose();
    }
}
