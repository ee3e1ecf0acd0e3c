using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

/// <summary>How a connection ends that has requests in flight, and how sends end.</summary>
public class RingCloseTests
{
    private static readonly Tag First = new(1, 7, 100), Second = new(2, 7, 100), Third = new(3, 7, 100);

    [Fact]
    public void H3_a_close_alone_neither_cancels_nor_sends_a_FIN_and_late_bytes_reach_the_old_request()
    {
        using RingSession session = new(buffers: 2);
        using LoopbackPair pair = new();
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        session.NothingIsDue();
        pair.Close(pair.Server);
        session.NothingIsDue();
        Assert.Equal(-Errno.EAGAIN, Sockets.Receive(pair.Client, new byte[1])); // no FIN
        LoopbackPair.Deliver(pair.Client, "stale"u8);
        Assert.Equal("stale"u8.ToArray(), session.NextBytes(out Completion late));
        Assert.Equal(First, late.Tag); // its generation tells that it is late

        session.Ring.Next().Cancel(First, Second);
        while (session.Ring.InFlight > 0) _ = session.Next();
        LoopbackPair.Until(() => Sockets.Receive(pair.Client, new byte[1]) == 0); // the last request let go of the socket
    }

    [Fact]
    public void H4_a_descriptor_used_again_does_not_get_the_old_requests_bytes_under_its_own_tag()
    {
        using RingSession session = new(buffers: 4);
        using LoopbackPair old = new(), anew = new();
        Tag before = new(1, 1, 5), after = new(1, 2, 5);
        session.Ring.Next().ReceiveMultishot(old.Server, RingSession.Group, before);
        session.NothingIsDue();
        int number = old.Server;
        old.Close(number);
        int second = anew.Connect();
        int again = anew.Opened(Sockets.Accept(anew.Listener));
        session.Ring.Next().ReceiveMultishot(again, RingSession.Group, after);
        session.NothingIsDue();
        LoopbackPair.Deliver(old.Client, "old"u8);
        LoopbackPair.Deliver(second, "new"u8);
        for (int i = 0; i < 2; i++)
        {
            byte[] bytes = session.NextBytes(out Completion completion);
            Assert.Equal(completion.Tag == after ? "new"u8.ToArray() : "old"u8.ToArray(), bytes);
        }
    }

    [Fact]
    public void H3_a_shutdown_ends_the_receive_and_the_peer_sees_the_end()
    {
        using RingSession session = new(buffers: 2);
        using LoopbackPair pair = new();
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        session.NothingIsDue();
        session.Ring.Next().Shutdown(pair.Server, Ends.Both, Second);
        Dictionary<Tag, int> results = [];
        while (session.Ring.InFlight > 0)
        {
            Completion completion = session.Next();
            results.Add(completion.Tag, completion.Result);
        }
        Assert.Equal(0, results[First]);
        Assert.Equal(0, results[Second]);
        LoopbackPair.Until(() => Sockets.Receive(pair.Client, new byte[1]) == 0);
    }

    [Fact]
    public void H3_a_shutdown_ends_a_send_that_waits_for_room_with_what_went()
    {
        using RingSession session = new();
        using LoopbackPair pair = new(sendBufferBytes: 4096);
        byte[] sent = RingSession.Pattern(8 << 20);
        session.Ring.Next().Send(pair.Server, RingSession.Pinned(sent), sent.Length, First, waitAll: true);
        session.NothingIsDue();
        session.Ring.Next().Shutdown(pair.Server, Ends.Both, Second);
        int went = -1;
        while (session.Ring.InFlight > 0)
        {
            Completion completion = session.Next();
            if (completion.Tag == First) went = completion.Result;
        }
        Assert.InRange(went, 1, sent.Length - 1);
    }

    [Fact]
    public void H9_a_send_without_room_completes_short_and_the_rest_goes_next()
    {
        using RingSession session = new();
        using LoopbackPair pair = new(sendBufferBytes: 4096);
        byte[] sent = RingSession.Pattern(1 << 20);
        byte[] received = new byte[sent.Length];
        int went = 0, arrived = 0, parts = 0;
        while (went < sent.Length)
        {
            session.Ring.Next().Send(pair.Server, RingSession.Pinned(sent) + went, sent.Length - went, First);
            while (session.Ring.InFlight > 0)
            {
                session.StillInTime();
                _ = session.Wait(1, timeoutMilliseconds: 10);
                while (session.Ring.TryRead(out Completion completion))
                {
                    Assert.True(completion.Result > 0, Errno.Text(completion.Result));
                    went += completion.Result;
                    parts++;
                }
                if (session.Ring.InFlight > 0) arrived += Drain(pair.Client, received.AsSpan(arrived));
            }
        }
        LoopbackPair.Until(() => (arrived += Drain(pair.Client, received.AsSpan(arrived))) == sent.Length);
        Assert.True(parts > 1, "one send took it all");
        Assert.Equal(sent, received);
    }

    [Fact]
    public void E8_a_send_to_a_peer_that_has_gone_is_an_error_and_no_signal()
    {
        using RingSession session = new();
        using LoopbackPair pair = new();
        Assert.Equal(0, SocketOptions.SetAbortOnClose(pair.Client));
        pair.Close(pair.Client);
        byte[] sent = RingSession.Pattern(16);
        for (int i = 0; i < 2; i++) // the reset, then the broken pipe
        {
            session.Ring.Next().Send(pair.Server, RingSession.Pinned(sent), sent.Length, First);
            Completion completion = session.Next();
            Assert.True(Errno.PeerGone(completion.Result), Errno.Text(completion.Result));
        }
        session.Ring.Next().Shutdown(pair.Server, Ends.Both, Second);
        Assert.Equal(-Errno.ENOTCONN, session.Next().Result);
        session.Ring.Next().Close(pair.Opened(Sockets.Connect(SocketName.Local(pair.Listener)!)), Third);
        Assert.Equal(0, session.Next().Result);
    }

    [Fact]
    public void H18_everything_cancelled_a_ring_can_be_closed_and_nothing_stays_open()
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        for (int i = 0; i < 50; i++)
        {
            using LoopbackPair pair = new();
            int ring;
            using (RingSession session = new(buffers: 4))
            {
                ring = session.Ring.Fd;
                session.Ring.Next().AcceptMultishot(pair.Listener, First);
                session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, Second);
                _ = session.Wait(0, timeoutMilliseconds: 0);
                session.Ring.Next().CancelAll(Third);
                int cancelled = -1;
                while (session.Ring.InFlight > 0)
                {
                    Completion completion = session.Next();
                    if (completion.Tag == Third) cancelled = completion.Result;
                    else Assert.True(Errno.Cancelled(completion.Result), Errno.Text(completion.Result));
                }
                Assert.Equal(2, cancelled);
            }
            Assert.DoesNotContain("io_uring", LinkOf(ring), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void H18_buffers_that_the_kernel_may_write_to_are_not_unmapped()
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        using LoopbackPair pair = new();
        using Ring ring = new(8, 64);
        ring.Enable();
        BufferRing buffers = new(ring, RingSession.Group, count: 2, bufferBytes: 64);
        ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        LoopbackPair.Deliver(pair.Client, "x"u8);
        Completion completion = default;
        LoopbackPair.Until(() => ring.SubmitAndWait(1, timeoutMilliseconds: 1000) >= 0 && ring.TryRead(out completion));
        Span<byte> received = buffers.Take(completion);
        Assert.Equal(1, ring.InFlight);
        buffers.Dispose();
        Assert.Equal((byte)'x', received[0]);
    }

    private static string LinkOf(int fd) => new FileInfo($"/proc/self/fd/{fd}").LinkTarget ?? "";

    private static int Drain(int fd, Span<byte> into)
    {
        int total = 0;
        while (total < into.Length && Sockets.Receive(fd, into[total..]) is int n and > 0) total += n;
        return total;
    }
}
