using System.Diagnostics;
using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// The three clocks: idle (any progress), message (absolute), send (progress of the reply); and the pauses of accepting.
// Nothing here is timed from above but by a deadline; from below, a clock must not strike early.
public abstract partial class ModelTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(40);

    [Fact]
    public void A1_a_silent_client_leaves_at_the_idle_timeout()
    {
        // Longer than whoever speaks at each step is ever silent.
        TimeSpan timeout = 5 * Short;
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { IdleTimeout = timeout });
        CountingClient? talker = Has(Capability.ConcurrentClients) ? new CountingClient(server.Connect()).Ask() : null;
        long start = Stopwatch.GetTimestamp();
        RawPeer silent = server.Connect();
        while (!silent.HasNews(Step)) talker?.Ask();
        Assert.Empty(silent.ReadToFin());
        Assert.InRange(Stopwatch.GetElapsedTime(start), timeout - Grain, Until.Deadline);
        Assert.Equal([CloseReason.IdleTimeout], server.UntilClosed(1));
        (talker ?? new CountingClient(server.Connect())).Ask();
    }

    [Fact]
    public void A1_the_idle_clock_stands_while_a_task_is_awaited()
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    bool begins = received.Length > 0 && received[0] == 'w';
                    if (!begins) return new Mirror().Received(received, reply, out consumed);
                    consumed = 1;
                    return Next.Wait(task.Task);
                },
            },
            new ServerOptions { IdleTimeout = Short, MessageTimeout = Short });
        RawPeer peer = server.Connect().Send("wback"u8);
        Until.True(() => server.Status.Tasks == 1);
        Assert.False(peer.HasNews(2 * Short));
        task.SetResult();
        Assert.Equal("back"u8, peer.Read(4));
    }

    [Fact]
    public void G1_a_message_that_drips_is_cut_at_its_time_and_not_extended_by_a_byte()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MessageTimeout = Short, IdleTimeout = 10 * Short });
        RawPeer peer = server.Connect().Send(Counting.Header(60_000));
        long start = Stopwatch.GetTimestamp();
        Until.True(() => Drips(peer));
        Assert.InRange(Stopwatch.GetElapsedTime(start), Short - Grain, 9 * Short);
        Assert.Equal([CloseReason.MessageTimeout], server.UntilClosed(1));

        static bool Drips(RawPeer peer)
        {
            try
            {
                peer.Send("."u8);
                return peer.HasNews(TimeSpan.FromMilliseconds(20));
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void G1_a_message_that_comes_without_a_pause_is_cut_at_its_time()
    {
        const int bytes = 32 << 20;
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MessageTimeout = Short, MaxMessageBytes = 2 * bytes });
        RawPeer peer = server.Connect().Send(Counting.Header(bytes));
        long start = Stopwatch.GetTimestamp();
        int sent = 0;
        // A byte at a time, and always the next one: no wait of the server's ever ends by its clock.
        Assert.ThrowsAny<SocketException>(() =>
        {
            for (; sent < bytes && Stopwatch.GetElapsedTime(start) < Until.Deadline; sent++) peer.Send("."u8);
        });
        Assert.InRange(Stopwatch.GetElapsedTime(start), Short - Grain, Until.Deadline);
        Assert.Equal([CloseReason.MessageTimeout], server.UntilClosed(1));
    }

    [Fact]
    public void G1_each_message_has_a_time_of_its_own()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MessageTimeout = 2 * Short });
        RawPeer peer = server.Connect();
        byte[] frame = Counting.Frame("message"u8);

        // There is always an unfinished one, and each is finished soon: for twice the time of one message.
        peer.Send(frame.AsSpan(0, 5));
        for (TimeSpan passed = TimeSpan.Zero; passed < 4 * Short; passed += Step)
        {
            Assert.False(peer.HasNews(Step));
            peer.Send([.. frame[5..], .. frame[..5]]).Read(Counting.AnswerBytes);
        }
        Assert.Empty(server.Reasons);
    }

    [Fact]
    public void C8_a_slow_transfer_that_progresses_outlives_the_idle_and_the_send_timeout()
    {
        var options = new ServerOptions { IdleTimeout = 2 * Short, SendTimeout = 2 * Short, SocketSendBufferBytes = 4096 };
        ServerUnderTest server = Serve(() => new Spring(), options);
        RawPeer peer = server.Connect(receiveBufferBytes: 4096).Send(Spring.Request(1L << 40));
        long start = Stopwatch.GetTimestamp();
        byte[] buffer = new byte[4096];
        long read = 0;
        while (Stopwatch.GetElapsedTime(start) < 5 * Short)
        {
            // What has come is taken, and then nothing for a step: the window is shut in between.
            while (peer.HasNews(TimeSpan.Zero) && Stopwatch.GetElapsedTime(start) < 5 * Short)
            {
                int got = peer.ReadSome(buffer);
                Assert.Equal(-1, Spring.FirstWrong(buffer.AsSpan(0, got), read));
                read += got;
            }
            Thread.Sleep(Step);
        }
        Assert.Empty(server.Reasons);
        Assert.True(read > 0);
    }

    [Fact]
    public void C8_a_reply_of_one_call_that_progresses_outlives_the_send_timeout_and_no_byte_of_it_is_lost_or_sent_twice()
    {
        int bytes = LongRun.Times(512, 1024) * 1024;
        const int step = 4096;
        TimeSpan timeout = 2 * Short;
        var options = new ServerOptions { IdleTimeout = timeout, SendTimeout = timeout, SocketSendBufferBytes = step };
        ServerUnderTest server = Serve(() => Flood(bytes), options);
        RawPeer peer = server.Connect(receiveBufferBytes: step).Send("?"u8);
        long start = Stopwatch.GetTimestamp();
        TimeSpan slowly = LongRun.Times(5, 20) * timeout;
        int read = 0;
        // Slowly at first, and then as fast as it comes.
        while (read < bytes)
        {
            byte[] got = peer.Read(Math.Min(step, bytes - read));
            Assert.Equal(-1, Spring.FirstWrong(got, read));
            read += got.Length;
            if (read < bytes - step && Stopwatch.GetElapsedTime(start) < slowly) Thread.Sleep(Step);
        }
        Assert.InRange(Stopwatch.GetElapsedTime(start), 2 * timeout, TimeSpan.MaxValue);
        Assert.Empty(peer.FinishSending().ReadToFin());
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Fact]
    public void A1_the_idle_clock_begins_when_a_handler_has_ended_and_not_before_it()
    {
        long ended = 0;
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    Thread.Sleep(2 * Short);
                    Volatile.Write(ref ended, Stopwatch.GetTimestamp());
                    return new Mirror().Received(received, reply, out consumed);
                },
            },
            new ServerOptions { IdleTimeout = Short });
        RawPeer peer = server.Connect().Send("long"u8);
        Assert.Equal("long"u8, peer.ReadToFin());
        Assert.InRange(Stopwatch.GetElapsedTime(Volatile.Read(ref ended)), Short - Grain, Until.Deadline);
        Assert.Equal([CloseReason.IdleTimeout], server.UntilClosed(1));
    }

    [Fact]
    public void C1_the_send_clock_begins_when_a_handler_has_ended_and_not_before_it()
    {
        long ended = 0;
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    Thread.Sleep(2 * Short);
                    Volatile.Write(ref ended, Stopwatch.GetTimestamp());
                    consumed = received.Length;
                    Spring.Pour(reply, 512 * 1024);
                    return Next.Read;
                },
            },
            new ServerOptions { SendTimeout = Short, SocketSendBufferBytes = 4096 });
        server.Connect(receiveBufferBytes: 2048).Send("long"u8);
        Assert.Equal([CloseReason.SendTimeout], server.UntilClosed(1));
        Assert.InRange(Stopwatch.GetElapsedTime(Volatile.Read(ref ended)), Short - Grain, Until.Deadline);
    }

    [Fact]
    public void E10_a_peer_that_vanished_and_was_not_spoken_to_leaves_at_the_idle_timeout()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        CountingClient client = new CountingClient(server.Connect()).Ask();
        Assert.SkipUnless(client.Peer.Vanish(), "TCP_REPAIR needs CAP_NET_ADMIN.");
        Assert.Equal([CloseReason.IdleTimeout], server.UntilClosed(1));
    }

    [Theory, InlineData(null, AcceptMode.Shared), InlineData(1, AcceptMode.Shared), InlineData(3, AcceptMode.ReusePort)]
    public void E1_the_pauses_of_a_shortage_double(int? threads, AcceptMode accept)
    {
        if (threads is not null) Needs(Capability.SeveralListeners);
        int failures = LongRun.Times(3, 6);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { Threads = threads, Accept = accept }, start: false);
        server.Plan.FailAccepts([.. Enumerable.Repeat(SocketError.TooManyOpenSockets, failures)]);
        CountingClient client = new CountingClient(server.Connect()).Begin();
        long start = Stopwatch.GetTimestamp();
        server.Start();
        client.Answered();
        int[] pauses = [100, 200, 400, 800, 1000, 1000];
        Assert.Equal(pauses.Take(failures), server.Events.AcceptFailures.Select(failure => (int)failure.Pause.TotalMilliseconds));
        // And it really paused.
        int paused = pauses.Take(failures).Sum();
        if (!Has(Capability.AcceptsOnDemand))
        {
            // Another listener does not pause.
            if (accept == AcceptMode.ReusePort) return;
            // He may have been handed over before, with all failures at once: it is the next one who waits, for the last pause.
            new CountingClient(server.Connect()).Ask();
            paused = pauses[failures - 1];
        }
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(paused) - Grain, Until.Deadline);
    }

    /// <summary>Answers every receive by so many bytes in one call.</summary>
    private static Scripted Flood(int bytes) => new()
    {
        OnReceived = (received, reply, out consumed) =>
        {
            consumed = received.Length;
            Spring.Pour(reply, bytes);
            return Next.Read;
        },
    };
}
