using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// F: a stop answers what was sent and waits for nobody else; its patience ends at a deadline, or at a second word.
public abstract partial class ContractTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Fact]
    public void F1_without_clients_it_stops_at_once()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience });
        server.Stop();
        Assert.Equal(default, server.Join(AtOnce));
        AssertRefused(server);
    }

    [Fact]
    public void F1_an_idle_client_is_closed_at_once()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience });
        CountingClient client = Client(server).Ask();
        server.Stop();
        Assert.Empty(client.Peer.ReadToFin());
        Assert.Equal(new ServerSummary(Served: 1, Aborted: 0, Rejected: 0, Messages: 1), server.Join(AtOnce));
        Assert.Equal([CloseReason.Drained], server.Reasons);
        AssertRefused(server);
    }

    [Fact]
    public void F1_a_message_that_was_begun_may_be_finished_and_is_answered()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience });
        RawPeer peer = server.Connect();
        byte[] frame = Counting.Frame("late"u8);
        peer.Send(frame.AsSpan(0, 5));
        server.UntilSeen(5);
        server.Stop();
        Assert.False(peer.HasNews(TimeSpan.FromMilliseconds(20)));
        peer.Send(frame.AsSpan(5));
        Assert.Equal(Counting.Answers([.. "late"u8]), peer.ReadToFin());
        Assert.Equal(0, server.Join(AtOnce).Aborted);
        Assert.Equal([CloseReason.Drained], server.Reasons);
    }

    [Fact]
    public void F1_a_task_that_is_awaited_is_answered()
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => Waiting(reply => Answer(reply, task.Task)), new ServerOptions { DrainTimeout = Patience });
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        server.Stop();
        Assert.False(peer.HasNews(TimeSpan.FromMilliseconds(20)));
        task.SetResult();
        Assert.Equal("answer"u8, peer.ReadToFin());
        Assert.Equal(0, server.Join(AtOnce).Aborted);
        Assert.Equal([CloseReason.Drained], server.Reasons);
    }

    [Fact]
    public void F1_a_reply_that_is_on_its_way_arrives_whole()
    {
        var options = new ServerOptions { DrainTimeout = Patience, SocketSendBufferBytes = TinyBuffer };
        ServerUnderTest server = Serve(() => new Spring(), options);
        RawPeer peer = server.Connect(receiveBufferBytes: TinyBuffer).Send(Spring.Request(64 * 1024));
        AssertFlow(peer, 0, 1, stepBytes: 1);
        server.Stop();
        Assert.Equal(64 * 1024 - 1, peer.ReadToFin().Length);
        Assert.Equal(0, server.Join(AtOnce).Aborted);
        Assert.Equal([CloseReason.Drained], server.Reasons);
    }

    [Fact]
    public void F1_idle_clients_go_at_once_and_those_in_an_exchange_when_it_is_done()
    {
        Needs(Capability.ConcurrentClients);
        int clients = LongRun.Times(4, 50);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience, Threads = 2 * clients });
        CountingClient[] idle = [.. Enumerable.Range(0, clients).Select(_ => Client(server).Ask())];
        RawPeer[] busy = [.. Enumerable.Range(0, clients).Select(_ => server.Connect().Send(Counting.Header(1)))];
        server.UntilSeen(clients * 8 + clients * Counting.HeaderBytes);
        server.Stop();
        foreach (CountingClient client in idle) Assert.Empty(client.Peer.ReadToFin());
        // Nobody new comes in while those in an exchange finish it. Who came before the listener closed would be served.
        Until.True(() => !IsListening(server));
        AssertRefused(server);
        foreach (RawPeer peer in busy) Assert.Equal(Counting.Answers([.. "!"u8]), peer.Send("!"u8).ReadToFin());
        Assert.Equal(new ServerSummary(2 * clients, Aborted: 0, Rejected: 0, Messages: 2 * clients), server.Join(AtOnce));
        Assert.All(server.Reasons, reason => Assert.Equal(CloseReason.Drained, reason));
    }

    [Fact]
    public void F1_who_had_sent_before_the_stop_is_answered_though_nobody_had_accepted_him()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience, Threads = 1 });
        RawPeer first = server.Connect().Send(Counting.Header(1));
        server.UntilSeen(Counting.HeaderBytes);
        CountingClient[] queued = [.. Enumerable.Range(0, 3).Select(_ => Client(server).Begin())];
        foreach (CountingClient client in queued) client.Peer.UntilDelivered();
        server.Stop();
        Assert.Equal(Counting.Answers([.. "!"u8]), first.Send("!"u8).ReadToFin());
        foreach (CountingClient client in queued)
        {
            client.Answered();
            Assert.Empty(client.Peer.ReadToFin());
        }
        Assert.Equal(new ServerSummary(Served: 4, Aborted: 0, Rejected: 0, Messages: 4), server.Join(AtOnce));
    }

    [Fact]
    public void F1_who_had_sent_while_a_handler_blocked_everybody_is_answered()
    {
        int made = 0;
        Action passGate = Gate(out Action openGate);
        ServerUnderTest server = Serve(
            () => Interlocked.Increment(ref made) > 1 ? new Counting() : new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    passGate();
                    return Mirrored(received, reply, out consumed);
                },
            },
            new ServerOptions { DrainTimeout = Patience, Threads = 1 });
        RawPeer slow = server.Connect().Send("s"u8);
        server.UntilSeen(1);
        CountingClient[] queued = [.. Enumerable.Range(0, 3).Select(_ => Client(server).Begin())];
        foreach (CountingClient client in queued) client.Peer.UntilDelivered();
        server.Stop();
        openGate();
        Assert.Equal("s"u8, slow.ReadToFin());
        foreach (CountingClient client in queued)
        {
            client.Answered();
            Assert.Empty(client.Peer.ReadToFin());
        }
        Assert.Equal(0, server.Join(AtOnce).Aborted);
    }

    [Fact]
    public void F2_the_deadline_ends_a_message_that_drips_in_total_and_not_per_byte()
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = ShortPatience });
        RawPeer peer = server.Connect().Send(Counting.Header(60_000));
        server.UntilSeen(Counting.HeaderBytes);
        server.Stop();
        Until.True(() => Drips(peer), AtOnce);
        Assert.Equal(1, server.Join(AtOnce).Aborted);
        Assert.Equal([CloseReason.DrainDeadline], server.Reasons);

        // Until the connection is gone.
        static bool Drips(RawPeer peer)
        {
            try
            {
                peer.Send("."u8);
                return peer.HasNews(TimeSpan.FromMilliseconds(10));
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void F2_F4_the_deadline_ends_a_reply_that_nobody_reads()
    {
        var options = new ServerOptions { DrainTimeout = ShortPatience, SocketSendBufferBytes = TinyBuffer };
        ServerUnderTest server = Serve(() => new Spring(), options);
        RawPeer peer = server.Connect(receiveBufferBytes: TinyBuffer).Send(Spring.Request(1L << 40));
        AssertFlow(peer, 0, 1, stepBytes: 1);
        server.Stop();
        Assert.Equal(1, server.Join(AtOnce).Aborted);
        Assert.Equal([CloseReason.DrainDeadline], server.Reasons);
        if (Has(Capability.Reset)) Assert.Equal(Ending.Reset, peer.ReadToEnding(out _));
    }

    [Fact]
    public void F2_the_deadline_cancels_a_task_that_is_awaited()
    {
        ServerUnderTest server = Serve(
            () => Waiting(reply => Task.Delay(Timeout.InfiniteTimeSpan, reply.Ended)), new ServerOptions { DrainTimeout = ShortPatience });
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        server.Stop();
        Assert.Equal(1, server.Join(AtOnce).Aborted);
        peer.ReadToEnding(out byte[] reply);
        Assert.Empty(reply);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void F3_a_second_word_aborts_at_once(bool afterStop)
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience });
        RawPeer peer = server.Connect().Send(Counting.Header(9));
        server.UntilSeen(Counting.HeaderBytes);
        if (afterStop) server.Stop();
        server.Abort();
        Assert.Equal(new ServerSummary(Served: 1, Aborted: 1, Rejected: 0, Messages: 0), server.Join(AtOnce));
        Assert.Equal([CloseReason.DrainDeadline], server.Reasons);
        if (Has(Capability.Reset)) Assert.Equal(Ending.Reset, peer.ReadToEnding(out _));
    }

    [Fact]
    public void F5_a_stop_in_an_accept_storm_loses_nobody_who_was_answered()
    {
        Random random = Seed.Random();
        int rounds = LongRun.Times(5, 1000);
        for (int i = 0; i < rounds; i++) StopInStorm(random.Next(0, 40));
    }

    [Fact]
    public void F8_start_and_stop_over_and_over()
    {
        int rounds = LongRun.Times(10, 1000);
        int threads = ThreadCount();
        for (int i = 0; i < rounds; i++)
        {
            ServerUnderTest server = Serve(() => new Counting());
            CountingClient client = Client(server).Ask();
            server.Stop();
            Assert.Empty(client.Peer.ReadToFin());
            server.Join(AtOnce);
        }
        Until.True(() => ThreadCount() <= threads + 8, state: () => $"{ThreadCount()} threads, {threads} before");
    }

    /// <summary>Each client is served whole, or is refused or cut off before it was answered; none hangs.</summary>
    private void StopInStorm(int stopAfterAnswers)
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { DrainTimeout = Patience });
        int answers = 0;
        long longest = 0;
        string? wrong = null;
        Thread[] storm = [.. Enumerable.Range(0, 4).Select(_ => new Thread(Storm))];
        foreach (Thread thread in storm) thread.Start();
        Until.True(() => Volatile.Read(ref answers) >= stopAfterAnswers);
        server.Stop();
        server.Join();
        Assert.All(storm, thread => Assert.True(thread.Join(Until.Deadline), "A client hangs."));
        Assert.Null(wrong);
        TimeSpan took = TimeSpan.FromSeconds(longest / (double)Stopwatch.Frequency);
        TestContext.Current.TestOutputHelper?.WriteLine($"{answers} answers, the longest exchange {took.TotalMilliseconds:0.0} ms");
        // A second is what the catalogue allows; the machine may be busy with other things.
        Assert.InRange(took, TimeSpan.Zero, AtOnce);

        void Storm()
        {
            byte[] whole = Counting.Answers([.. "ping"u8]);
            while (true)
            {
                byte[] got;
                long began = Stopwatch.GetTimestamp();
                try
                {
                    using var peer = new RawPeer(server.EndPoint);
                    peer.Send(Counting.Frame("ping"u8)).FinishSending().ReadToEnding(out got);
                }
                catch (SocketException)
                {
                    return;
                }
                finally
                {
                    Lengthen(Stopwatch.GetTimestamp() - began);
                }
                if (got.Length == 0) return;
                if (!got.AsSpan().SequenceEqual(whole)) wrong = $"a reply of {got.Length} bytes";
                Interlocked.Increment(ref answers);
            }
        }

        void Lengthen(long exchange)
        {
            long before = Volatile.Read(ref longest);
            while (exchange > before)
            {
                long seen = Interlocked.CompareExchange(ref longest, exchange, before);
                if (seen == before) return;
                before = seen;
            }
        }
    }

    private static int ThreadCount() => Directory.GetDirectories("/proc/self/task").Length;

    private static bool IsListening(ServerUnderTest server) => server.EndPoint is IPEndPoint address
        ? IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Contains(address)
        : File.Exists(server.EndPoint.ToString());

    private static void AssertRefused(ServerUnderTest server) =>
        Assert.ThrowsAny<SocketException>(() => new RawPeer(server.EndPoint).Dispose());
}
