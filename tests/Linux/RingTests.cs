using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class RingTests
{
    private static readonly Tag First = new(1, 7, 100), Second = new(2, 8, 200);

    [Fact]
    public void A_request_is_answered_with_its_tag()
    {
        using RingSession session = new();
        Tag tag = new(255, Tag.Generations - 1, -1);
        session.Ring.Next().Nop(tag);
        Assert.Equal(1, session.Ring.InFlight);
        Completion completion = session.Next();
        Assert.Equal((tag, 0, false, false), (completion.Tag, completion.Result, completion.More, completion.HasBuffer));
        Assert.Equal(0, session.Ring.InFlight);
    }

    [Fact]
    public void H2_a_full_submission_queue_is_submitted_and_order_is_kept()
    {
        using RingSession session = new(entries: 8, completions: 64);
        int requests = 3 * session.Ring.Entries;
        for (int i = 0; i < requests; i++) session.Ring.Next().Nop(new Tag(1, 0, i));
        for (int i = 0; i < requests; i++) Assert.Equal(i, session.Next().Tag.Slot);
        Assert.Equal(0, session.Ring.InFlight);
    }

    [Fact]
    public void Reserve_submits_only_when_there_is_no_room()
    {
        using RingSession session = new(entries: 8, completions: 64);
        for (int i = 0; i < 6; i++) session.Ring.Next().Nop(First);
        Assert.True(session.Ring.Reserve(2));
        Assert.Equal(0, session.Ring.Enters);
        Assert.True(session.Ring.Reserve(3));
        Assert.Equal(1, session.Ring.Enters);
    }

    [Fact]
    public void Submission_and_wait_are_one_system_call()
    {
        using RingSession session = new();
        for (int i = 0; i < 10; i++) session.Ring.Next().Nop(First);
        Assert.Equal(10, session.Wait(10, timeoutMilliseconds: 1000));
        Assert.Equal(1, session.Ring.Enters);
        for (int i = 0; i < 10; i++) Assert.True(session.Ring.TryRead(out _));
    }

    [Fact]
    public void A_timed_wait_without_events_says_ETIME()
    {
        using RingSession session = new();
        Assert.Equal(-Errno.ETIME, session.Wait(1, timeoutMilliseconds: 1));
    }

    [Fact]
    public void A_wait_for_nothing_returns_at_once()
    {
        using RingSession session = new();
        Assert.Equal(0, session.Wait(0, timeoutMilliseconds: -1));
    }

    [Fact]
    public void H13_another_thread_is_refused()
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        foreach (bool registered in (ReadOnlySpan<bool>)[false, true])
        {
            using Ring ring = new(8, 16);
            ring.Enable(registered);
            int foreign = 0;
            Thread other = new(() => foreign = ring.SubmitAndWait(0, timeoutMilliseconds: 0));
            other.Start();
            other.Join();
            // By descriptor the kernel sees a second issuer; an index it does not find, since it is the first thread's own.
            if (registered) Assert.True(foreign is -Errno.EINVAL or -Errno.EBADF, Errno.Text(foreign));
            else Assert.Equal(-Errno.EEXIST, foreign);
            Assert.Equal(0, ring.SubmitAndWait(0, timeoutMilliseconds: 0));
        }
    }

    [Fact]
    public void H1_an_overflow_of_completions_ends_a_multishot_accept_and_loses_nothing()
    {
        const int clients = 12;
        using RingSession session = new(entries: 2, completions: 4);
        using LoopbackPair pair = new();
        session.Ring.Next().AcceptMultishot(pair.Listener, First);
        session.NothingIsDue();
        for (int i = 0; i < clients; i++) pair.Connect();
        _ = session.Wait(clients, timeoutMilliseconds: 100);
        Assert.True(session.Ring.Overflows > 0, "no overflow");

        int accepted = 0, rearmed = 0;
        while (accepted < clients)
        {
            Completion completion = session.Next();
            pair.Opened(completion.Result);
            accepted++;
            if (completion.More) continue;
            rearmed++; // a positive result without More
            session.Ring.Next().AcceptMultishot(pair.Listener, First);
        }
        Assert.True(rearmed > 0, "the multishot went on");
        session.NothingIsDue();
        Assert.False(session.Ring.Overflowing);
        Assert.Equal(0u, session.Ring.Dropped);
    }

    [Fact]
    public void H1_an_overflow_ends_a_multishot_receive_with_its_bytes_and_without_an_error()
    {
        const int messages = 20, length = 16;
        using RingSession session = new(entries: 2, completions: 4, buffers: 32);
        using LoopbackPair pair = new();
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        session.NothingIsDue();
        byte[] sent = RingSession.Pattern(messages * length);
        List<byte> received = [];
        int ended = 0;
        for (int i = 0; i < messages; i++)
        {
            LoopbackPair.Deliver(pair.Client, sent.AsSpan(i * length, length));
            _ = session.Wait(messages, timeoutMilliseconds: 1); // makes the completion, reads none
        }
        while (received.Count < sent.Length)
        {
            received.AddRange(session.NextBytes(out Completion completion));
            Assert.True(completion.Result > 0);
            if (completion.More) continue;
            ended++;
            session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        }
        Assert.True(session.Ring.Overflows > 0, "no overflow");
        Assert.True(ended > 0, "the multishot went on");
        Assert.Equal(sent, received);
    }

    [Fact]
    public void H17_EMFILE_ends_a_multishot_accept_and_every_one_after_it_until_a_descriptor_is_free()
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        string once = "2 accepted, errno 24, more False";
        string said = Child.Ask(nameof(ChildScenarios.AcceptWithoutDescriptors), "prlimit", "--nofile=256:256");
        Assert.Equal($"{once}; {once}; {once}; 6 accepted", said);
    }

    [Fact]
    public void H15_a_signal_interrupts_a_wait()
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        Assert.Equal("ring -4, epoll -4", Child.Ask(nameof(ChildScenarios.InterruptedWaits), "env"));
    }

    [Fact]
    public void A_bad_request_does_not_stop_those_behind_it()
    {
        using RingSession session = new();
        session.Ring.Next().Close(-1, First);
        session.Ring.Next().Nop(Second);
        Dictionary<Tag, int> results = [];
        for (int i = 0; i < 2; i++)
        {
            Completion completion = session.Next();
            results.Add(completion.Tag, completion.Result);
        }
        Assert.Equal(-Errno.EBADF, results[First]);
        Assert.Equal(0, results[Second]);
    }

    [Fact]
    public void A_poll_tells_what_a_descriptor_is_ready_for()
    {
        using RingSession session = new();
        using LoopbackPair pair = new();
        session.Ring.Next().Poll(pair.Server, Readiness.Readable, First);
        session.NothingIsDue();
        LoopbackPair.Deliver(pair.Client, "x"u8);
        Assert.True(((Readiness)session.Next().Result).HasFlag(Readiness.Readable));
    }

    [Fact]
    public void A_reactor_fits_its_budget_and_says_how_much()
    {
        using RingSession session = new(
            Ring.DefaultEntries, Ring.DefaultCompletions, BufferRing.DefaultCount, BufferRing.DefaultBufferBytes);
        Assert.InRange(session.Ring.MemoryBytes + session.Buffers.MemoryBytes, 4 << 20, 16 << 20);
        // Charged is what the refusal text asks for: never less than what was mapped.
        long charged = Ring.ChargedBytes(Ring.DefaultEntries, Ring.DefaultCompletions), mapped = session.Ring.MemoryBytes;
        Assert.InRange(charged, mapped, mapped + 2 * Environment.SystemPageSize);
    }
}
