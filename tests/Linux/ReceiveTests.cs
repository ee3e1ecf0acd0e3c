using Sockeye.Linux;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Linux;

/// <summary>Multishot receives and their buffers.</summary>
public class ReceiveTests
{
    private const int Length = 64; // of a buffer

    private static readonly Tag First = new(1, 7, 100), Second = new(1, 7, 101), Other = new(2, 0, 0);

    [Fact]
    public void H6_an_empty_buffer_ring_ends_the_receive_and_loses_nothing()
    {
        using RingSession session = new(buffers: 2);
        using LoopbackPair pair = new();
        byte[] sent = RingSession.Pattern(3 * Length);
        LoopbackPair.Deliver(pair.Client, sent);
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        List<byte> received = [];
        List<ushort> held = [];
        for (int i = 0; i < 2; i++)
        {
            Completion part = session.Next();
            Assert.True(part.More);
            received.AddRange(session.Buffers.Take(part));
            held.Add(part.Buffer);
        }
        Assert.Equal((2, 0), (session.Buffers.Held, session.Buffers.InRing));
        Completion starved = session.Next();
        Assert.True(Errno.OutOfBuffers(starved.Result), Errno.Text(starved.Result));
        Assert.False(starved.More);
        Assert.False(starved.HasBuffer);
        Assert.Equal(0, session.Ring.InFlight);

        session.Buffers.Return(held[0]);
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        received.AddRange(session.NextBytes(out _));
        Assert.Equal(sent, received);
        session.Buffers.Return(held[1]);
        Assert.Equal((0, 2), (session.Buffers.Held, session.Buffers.InRing));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H6_arming_again_without_a_buffer_fails_at_once(bool withData)
    {
        using RingSession session = new(buffers: 1);
        using LoopbackPair pair = new();
        ushort held = TakeTheOnlyBuffer(session, pair);
        if (withData) LoopbackPair.Deliver(pair.Client, "data"u8);
        for (int i = 0; i < 3; i++) // that is the spin a loop would be in
        {
            session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
            Completion starved = session.Next();
            Assert.True(Errno.OutOfBuffers(starved.Result), Errno.Text(starved.Result));
            Assert.False(starved.More);
        }
        session.Buffers.Return(held);
    }

    [Fact]
    public void H6_arming_again_poll_first_waits_for_data_and_fails_then()
    {
        using RingSession session = new(buffers: 1);
        using LoopbackPair pair = new();
        ushort held = TakeTheOnlyBuffer(session, pair);
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First, pollFirst: true);
        session.NothingIsDue();
        LoopbackPair.Deliver(pair.Client, "data"u8);
        Assert.True(Errno.OutOfBuffers(session.Next().Result));
        session.Buffers.Return(held);
    }

    [Fact]
    public void One_connection_can_take_the_buffers_of_all()
    {
        const int count = 8;
        using RingSession session = new(buffers: count);
        using LoopbackPair hog = new(), starving = new();
        session.Ring.Next().ReceiveMultishot(hog.Server, RingSession.Group, First);
        session.Ring.Next().ReceiveMultishot(starving.Server, RingSession.Group, Second);
        session.NothingIsDue();
        LoopbackPair.Deliver(hog.Client, RingSession.Pattern(2 * count * Length));
        List<ushort> held = [];
        for (int i = 0; i < count; i++)
        {
            Completion part = session.Next();
            Assert.Equal(First, part.Tag);
            _ = session.Buffers.Take(part);
            held.Add(part.Buffer);
        }
        Assert.True(Errno.OutOfBuffers(session.Next().Result));
        LoopbackPair.Deliver(starving.Client, "me too"u8);
        Completion starved = session.Next();
        Assert.Equal((Second, true), (starved.Tag, Errno.OutOfBuffers(starved.Result)));
        held.ForEach(session.Buffers.Return);
    }

    [Fact]
    public void H7_a_buffer_returns_once()
    {
        using RingSession session = new(buffers: 2);
        using LoopbackPair pair = new();
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        LoopbackPair.Deliver(pair.Client, "x"u8);
        session.NextBytes(out Completion completion);
        Assert.Throws<InvalidOperationException>(() => session.Buffers.Return(completion.Buffer));
        Assert.Throws<InvalidOperationException>(() => session.Buffers.Return(2));
        Assert.Equal((0, 2), (session.Buffers.Held, session.Buffers.InRing));
    }

    [Fact]
    public void H7_a_buffer_that_is_not_back_at_the_end_of_a_turn_is_told()
    {
        using RingSession session = new(buffers: 1);
        using LoopbackPair pair = new();
        session.Buffers.CheckReturned();
        ushort held = TakeTheOnlyBuffer(session, pair);
        Assert.Equal("1 of 1 buffers were not returned.", Assert.Throws<InvalidOperationException>(session.Buffers.CheckReturned).Message);
        session.Buffers.Return(held);
        session.Buffers.CheckReturned();
    }

    [Fact]
    public void G10_a_buffer_that_went_back_holds_poison_and_no_byte_of_anybody()
    {
#if !DEBUG
        Assert.Skip("Buffers are filled with poison in a debug build only.");
#endif
        using RingSession session = new(buffers: 1);
        using LoopbackPair pair = new();
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        LoopbackPair.Deliver(pair.Client, RingSession.Pattern(Length));
        Completion part = session.Next();
        Span<byte> bytes = session.Buffers.Take(part);
        Assert.Equal(RingSession.Pattern(Length), bytes);
        session.Buffers.Return(part.Buffer);
        Assert.Equal(-1, bytes.IndexOfAnyExcept(BufferRing.Poison));
    }

    [Fact]
    public void H7_H11_data_and_the_end_that_came_before_arming_are_two_completions_and_the_end_has_no_buffer()
    {
        using RingSession session = new(buffers: 2);
        using LoopbackPair pair = new();
        LoopbackPair.Deliver(pair.Client, "last words"u8);
        Assert.Equal(0, Sockets.Shutdown(pair.Client, Ends.Sending));
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        Assert.Equal("last words"u8.ToArray(), session.NextBytes(out _));
        Completion end = session.Next();
        Assert.Equal((0, false, false), (end.Result, end.More, end.HasBuffer));
        Assert.Throws<InvalidOperationException>(() => session.Buffers.Take(end).Length);
    }

    [Fact]
    public void H6_a_thousand_messages_through_four_buffers_arrive_whole_and_in_order()
    {
        int messages = LongRun.Times(1000, 4096);
        using RingSession session = new(buffers: 4);
        using LoopbackPair pair = new();
        byte[] sent = RingSession.Pattern(messages * Length);
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        int written = 0, received = 0;
        while (received < sent.Length)
        {
            session.StillInTime();
            int next = Math.Min(Length, sent.Length - written);
            int taken = next > 0 ? Sockets.Send(pair.Client, sent.AsSpan(written, next)) : 0;
            if (taken > 0) written += taken;
            _ = session.Wait(written > received ? 1 : 0, timeoutMilliseconds: 1000);
            while (session.Ring.TryRead(out Completion completion))
            {
                if (completion.HasBuffer)
                {
                    Span<byte> bytes = session.Buffers.Take(completion);
                    Assert.True(bytes.SequenceEqual(sent.AsSpan(received, bytes.Length)), $"at {received}");
                    received += bytes.Length;
                    session.Buffers.Return(completion.Buffer);
                }
                else
                {
                    Assert.True(Errno.OutOfBuffers(completion.Result), Errno.Text(completion.Result));
                }
                if (!completion.More) session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
            }
            Assert.Equal(session.Buffers.Count, session.Buffers.InRing);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H5_a_cancelled_receive_ends_once_and_what_it_did_not_bring_is_still_in_the_socket(bool completionFirst)
    {
        using RingSession session = new(buffers: 2);
        using LoopbackPair pair = new();
        int rounds = LongRun.Times(200, 10_000);
        for (int round = 0; round < rounds; round++)
        {
            byte[] sent = [(byte)round, (byte)(round >> 8), 3];
            session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
            _ = session.Wait(0, timeoutMilliseconds: 0);
            Assert.Equal(sent.Length, Sockets.Send(pair.Client, sent));
            if (completionFirst) _ = session.Wait(1, timeoutMilliseconds: 1000);
            session.Ring.Next().Cancel(First, Other);
            List<byte> received = [];
            int ends = 0;
            while (session.Ring.InFlight > 0)
            {
                Completion completion = session.Next();
                if (completion.Tag == Other)
                {
                    Assert.Contains(completion.Result, (int[])[0, -Errno.EALREADY]);
                    continue;
                }
                Assert.Equal(0, ends);
                if (completion.HasBuffer)
                {
                    received.AddRange(session.Buffers.Take(completion));
                    session.Buffers.Return(completion.Buffer);
                }
                if (completion.More) continue;
                ends++;
                Assert.True(completion.Result > 0 || Errno.Cancelled(completion.Result), Errno.Text(completion.Result));
            }
            Assert.Equal(1, ends);
            if (completionFirst) Assert.Equal(sent, received);
            byte[] left = new byte[4];
            LoopbackPair.Until(() =>
            {
                int n = Sockets.Receive(pair.Server, left);
                if (n > 0) received.AddRange(left.AsSpan(0, n));
                return received.Count >= sent.Length;
            });
            Assert.Equal(sent, received);
        }
    }

    [Fact]
    public void H5_cancelling_what_has_ended_says_ENOENT()
    {
        using RingSession session = new();
        session.Ring.Next().Cancel(First, Other);
        Assert.Equal(-Errno.ENOENT, session.Next().Result);
    }

    private static ushort TakeTheOnlyBuffer(RingSession session, LoopbackPair pair)
    {
        session.Ring.Next().ReceiveMultishot(pair.Server, RingSession.Group, First);
        session.NothingIsDue();
        LoopbackPair.Deliver(pair.Client, "x"u8);
        Completion only = session.Next();
        _ = session.Buffers.Take(only);
        if (!only.More) return only.Buffer;
        session.Ring.Next().Cancel(First, Other);
        while (session.Ring.InFlight > 0) _ = session.Next();
        return only.Buffer;
    }
}
