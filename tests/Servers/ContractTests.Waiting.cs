using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// The wishes of a protocol: more, wait, close, fail; and what becomes of a task whose connection has ended.
public abstract partial class ContractTests
{
    [Theory, InlineData("w"), InlineData("wxyz")]
    public void Wait_sends_what_the_task_wrote_and_goes_on_with_what_is_left(string sent)
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => Waiting(reply => Answer(reply, task.Task)));
        RawPeer peer = server.Connect().Send([.. sent.Select(value => (byte)value)]);
        Until.True(() => server.Status.Tasks == 1);
        task.SetResult();
        Assert.Equal([.. "answer"u8, .. sent[1..].Select(value => (byte)value)], peer.Read(5 + sent.Length));
        Assert.Equal(0, server.Status.Tasks);
        Assert.Equal("on"u8, peer.Send("on"u8).Read(2));
    }

    [Fact]
    public void Wait_for_a_task_that_has_ended_goes_on_at_once()
    {
        RawPeer peer = Serve(() => Waiting(reply => Answer(reply, Task.CompletedTask))).Connect();
        Assert.Equal("answerx"u8, peer.Send("wx"u8).Read(7));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Wait_for_a_task_that_fails_is_a_handler_fault(bool atOnce)
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => Waiting(_ => task.Task));
        server.ExpectedFaults = 1;
        if (atOnce) task.SetException(new InvalidOperationException("no answer"));
        RawPeer peer = server.Connect().Send("w"u8);
        if (!atOnce)
        {
            Until.True(() => server.Status.Tasks == 1);
            task.SetException(new InvalidOperationException("no answer"));
        }
        Assert.Empty(peer.ReadToFin());
        peer.Dispose();
        Assert.Equal([CloseReason.HandlerFault], server.UntilClosed(1));
    }

    [Fact]
    public void Wait_after_the_end_still_sends_the_reply()
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => new Scripted { OnReceived = Mirrored, OnEnd = reply => Next.Wait(Answer(reply, task.Task)) });
        RawPeer peer = server.Connect().Send("x"u8).FinishSending();
        Until.True(() => server.Status.Tasks == 1);
        task.SetResult();
        Assert.Equal("xanswer"u8, peer.ReadToFin());
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Fact]
    public void Wait_in_open_and_wait_after_wait_go_on_when_the_tasks_end()
    {
        TaskCompletionSource[] tasks = [new(), new(), new()];
        int next = 1;
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnOpen = _ => Next.Wait(tasks[0].Task),
            OnReceived = (ReadOnlySpan<byte> received, IReply reply, out int consumed) =>
            {
                consumed = 0;
                return next < tasks.Length ? Next.Wait(tasks[next++].Task) : Mirrored(received, reply, out consumed);
            },
        });
        RawPeer peer = server.Connect().Send("x"u8);
        for (int i = 0; i < tasks.Length; i++)
        {
            // The wait before this one has been taken up again, and nothing was written in between.
            int expected = i + 1;
            Until.True(() => server.Status.Tasks == 1 && Volatile.Read(ref next) >= expected);
            tasks[i].SetResult();
        }
        Assert.Equal("x"u8, peer.Read(1));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_pause_of_a_handler_is_told_and_so_is_its_end(bool blocking)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(1);
        WorkOptions work = blocking ? new() { Delay = time } : new() { Await = time };
        ServerUnderTest server = Serve(Work.Around(() => new Echo(), work));
        RawPeer peer = server.Connect();
        for (int i = 0; i < 3; i++) Assert.Equal("x"u8, peer.Send("x"u8).Read(1));
        Assert.Equal([blocking, blocking, blocking], server.Events.Pauses);
        Assert.Equal(0, server.Events.PausedCount);
    }

    [Fact]
    public void Wait_while_the_peer_leaves_takes_no_time_of_the_processor()
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => Waiting(_ => task.Task));
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        peer.Dispose();
        if (!InjectedFaults.On) CpuTime.AssertIdle();
        task.SetResult();
        Assert.Single(server.UntilClosed(1));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Turn_budget_that_is_used_up_loses_no_wait(int budget)
    {
        int pieces = 5;
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (ReadOnlySpan<byte> received, IReply reply, out int consumed) =>
                {
                    consumed = received.Length;
                    return pieces-- > 0 ? Say(reply, "piece", Next.More) : pieces == -1 ? Next.Wait(Answer(reply, task.Task)) : Next.Close;
                },
            },
            new ServerOptions { TurnBudget = budget });
        RawPeer peer = server.Connect().Send("x"u8);
        Assert.Equal("piecepiecepiecepiecepiece"u8, peer.Read(25));
        Until.True(() => server.Status.Tasks == 1);
        task.SetResult();
        Assert.Equal("answer"u8, peer.ReadToFin());
    }

    [Fact]
    public void Turn_budget_of_one_still_closes()
    {
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (ReadOnlySpan<byte> received, IReply reply, out int consumed) =>
                {
                    consumed = received.Length;
                    return Say(reply, "bye", Next.Close);
                },
            },
            new ServerOptions { TurnBudget = 1 });
        RawPeer peer = server.Connect().Send("x"u8);
        Assert.Equal("bye"u8, peer.ReadToFin());
        peer.Dispose();
        Assert.Equal([CloseReason.ProtocolClosed], server.UntilClosed(1));
    }

    [Fact]
    public void C7_wait_stalls_nobody_else()
    {
        Needs(Capability.ConcurrentClients);
        const int many = 8;
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(
            () => Waiting(reply => Answer(reply, task.Task)), new ServerOptions { Threads = Has(Capability.Queue) ? many + 2 : 1 });
        RawPeer[] waiting = [.. Enumerable.Range(0, many).Select(_ => server.Connect().Send("w"u8))];
        Until.True(() => server.Status.Tasks == many);
        Assert.Equal("quick"u8, server.Connect().Send("quick"u8).Read(5));
        Assert.Equal(many, server.Status.Tasks);
        task.SetResult();
        foreach (RawPeer peer in waiting) Assert.Equal("answer"u8, peer.Read(6));
    }

    [Fact]
    public void C7_a_handler_that_blocks_stalls_those_of_its_worker_and_nobody_else()
    {
        Needs(Capability.ConcurrentClients);
        const int many = 8;
        using var gate = new ManualResetEventSlim();
        ServerUnderTest server = Serve(() => new Gated(gate), new ServerOptions { Threads = Has(Capability.Queue) ? many + 2 : 2 });
        CountingClient[] clients = [.. Enumerable.Range(0, many).Select(_ => Client(server).Ask())];
        int[] workers = [.. server.Events.Starts.OrderBy(start => start.Connection).Select(start => start.Worker)];
        if (Has(Capability.SeveralListeners)) Assert.Equal(2, workers.Distinct().Count());
        CountingClient[] stalled =
            [clients[0], .. clients[1..].Where((_, i) => !Has(Capability.BlockingHarmsOneClient) && workers[i + 1] == workers[0])];
        long seen = server.Events.Seen;
        clients[0].Begin("hold");
        server.UntilSeen(seen + Counting.HeaderBytes + 4);

        foreach (CountingClient client in clients[1..]) client.Begin();
        foreach (CountingClient client in clients.Except(stalled)) client.Answered();
        CountingClient newcomer = Client(server).Begin();
        if (Has(Capability.BlockingHarmsOneClient)) newcomer.Answered();
        // Where there are several workers, accepting goes on.
        else if (Has(Capability.SeveralListeners)) Until.True(() => server.Events.AcceptedCount == many + 1);
        Assert.False(stalled[0].Peer.HasNews(TimeSpan.FromMilliseconds(40)));
        Assert.All(stalled, client => Assert.False(client.Peer.HasNews(TimeSpan.Zero)));

        gate.Set();
        foreach (CountingClient client in stalled) client.Answered();
        if (!Has(Capability.BlockingHarmsOneClient)) newcomer.Answered();
    }

    [Fact]
    public void C7_a_pool_full_of_handlers_that_block_stalls_whoever_comes_then()
    {
        Needs(Capability.Queue);
        using var gate = new ManualResetEventSlim();
        ServerUnderTest server = Serve(() => new Gated(gate), new ServerOptions { Threads = 2 });
        CountingClient[] holders = [Client(server).Begin("hold"), Client(server).Begin("hold")];
        server.UntilSeen(2 * (Counting.HeaderBytes + 4));
        CountingClient next = Client(server).Begin();
        Until.True(() => server.Status.Queued == 1);
        Assert.False(next.Peer.HasNews(TimeSpan.FromMilliseconds(40)));
        gate.Set();
        foreach (CountingClient holder in holders)
        {
            holder.Answered();
            holder.Peer.Dispose();
        }
        next.Answered();
    }

    [Fact]
    public void A8_a_late_reply_is_dropped_and_counted_and_its_token_was_cancelled()
    {
        var task = new TaskCompletionSource();
        CancellationToken ended = default;
        ServerUnderTest server = Serve(() => Waiting(reply =>
        {
            ended = reply.Ended;
            return Answer(reply, task.Task);
        }));
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        Assert.False(ended.IsCancellationRequested);

        server.Abort();
        peer.ReadToEnding(out byte[] reply);
        Until.True(() => ended.IsCancellationRequested);
        task.SetResult();

        Assert.Equal([CloseReason.DrainDeadline], server.UntilClosed(1));
        Assert.Equal(1, server.Events.LateReplyCount);
        Assert.Empty(reply);
    }

    [Fact]
    public void A8_a_late_reply_does_not_reach_who_has_the_descriptor_since()
    {
        Needs(Capability.Reset | Capability.SeesResetWhileWaiting);
        var task = new TaskCompletionSource();
        CancellationToken ended = default;
        int made = 0;
        ServerUnderTest server = Serve(() => Interlocked.Increment(ref made) > 1 ? new Counting() : Waiting(reply =>
        {
            ended = reply.Ended;
            return Answer(reply, task.Task);
        }));
        RawPeer gone = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        gone.Reset();
        // It is told when the socket is closed; the end is told when the task has ended.
        Until.True(() => ended.IsCancellationRequested);

        // The descriptor is free, and so is the slot: they are the successor's.
        CountingClient successor = Client(server).Ask();
        task.SetResult();
        Assert.Equal([CloseReason.PeerAborted], server.UntilClosed(1));
        Assert.Equal(1, server.Events.LateReplyCount);
        successor.Ask("more").Ask("and more");
    }

    [Fact]
    public void E12_a_reset_while_a_task_is_awaited_ends_the_connection_and_cancels_the_task()
    {
        Needs(Capability.Reset | Capability.SeesResetWhileWaiting);
        CancellationToken ended = default;
        ServerUnderTest server = Serve(() => Waiting(reply =>
        {
            ended = reply.Ended;
            return Task.Delay(Timeout.InfiniteTimeSpan, ended);
        }));
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        peer.Reset();
        Assert.Equal([CloseReason.PeerAborted], server.UntilClosed(1));
        Assert.True(ended.IsCancellationRequested);
    }

    [Fact]
    public void E12_urgent_data_and_bytes_while_a_task_is_awaited_take_no_time_of_the_processor()
    {
        Needs(Capability.Reset);
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => Waiting(reply => Answer(reply, task.Task)));
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        peer.SendUrgent((byte)'u').Send("x"u8);
        if (!InjectedFaults.On) CpuTime.AssertIdle();
        task.SetResult();
        Assert.Equal("answerux"u8, peer.Read(8));
    }

    [Fact]
    public void More_after_the_end_is_continued()
    {
        int calls = 0;
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnEnd = reply => Say(reply, "1", Next.More),
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = 0;
                return Say(reply, $"{++calls + 1}", calls < 3 ? Next.More : Next.Read);
            },
        });
        Assert.Equal("1234"u8, server.Connect().FinishSending().ReadToFin());
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Fact]
    public void Fail_sends_what_was_written_and_closes_as_a_protocol_error()
    {
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = 0;
                return Say(reply, "-ERR\n", Next.Fail("not a request"));
            },
        });
        Assert.Equal("-ERR\n"u8, server.Connect().Send("?"u8).ReadToFin());
        Assert.Equal([CloseReason.ProtocolError], server.UntilClosed(1));
        Assert.Equal("not a request", server.Events.Closings[0].Detail);
    }

    [Fact]
    public void More_without_end_that_does_nothing_is_a_handler_fault()
    {
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = 0;
                return Next.More;
            },
        });
        server.ExpectedFaults = 1;
        Assert.Empty(server.Connect().Send("x"u8).ReadToFin());
        Assert.Equal(CloseReason.HandlerFault, server.UntilClosed(1)[0]);
    }

    /// <summary>Waits for a task at each w, and mirrors everything else.</summary>
    private static Scripted Waiting(Func<IReply, Task> begin) => new()
    {
        OnReceived = (received, reply, out consumed) =>
        {
            if (received.IsEmpty || received[0] != 'w') return Mirrored(received, reply, out consumed);
            consumed = 1;
            return Next.Wait(begin(reply));
        },
    };

    private static async Task Answer(IReply reply, Task task)
    {
        await task.ConfigureAwait(false);
        Say(reply, "answer", Next.Read);
    }
}
