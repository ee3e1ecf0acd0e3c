using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public sealed class CallFaultsTests : IDisposable
{
    private readonly int _seed = Random.Shared.Next();

    public void Dispose() => CallFaults.OnThisThread = null;

    [Fact]
    public void E6_bytes_pass_whole_through_interruptions_refusals_and_short_transfers()
    {
        TestContext.Current.SendDiagnosticMessage($"seed {_seed}");
        using LoopbackPair pair = new();
        byte[] sent = RingSession.Pattern(2000), received = new byte[sent.Length];
        CallFaults faults = new(_seed) { WouldBlock = 50, Interrupted = 30, Short = 100 };
        CallFaults.OnThisThread = faults;
        int written = 0, read = 0, refusals = 0;
        for (int i = 0; read < sent.Length && i < 100_000; i++)
        {
            int result = written < sent.Length ? Sockets.Send(pair.Client, sent.AsSpan(written)) : 0;
            if (result > 0) written += result;
            else refusals += result == 0 ? 0 : 1;
            Assert.True(result >= 0 || Errno.WouldBlock(result), Errno.Text(result));
            result = Sockets.Receive(pair.Server, received.AsSpan(read));
            if (result > 0) read += result;
            Assert.True(result > 0 || Errno.WouldBlock(result), Errno.Text(result));
        }
        Assert.Equal(sent, received);
        Assert.True(refusals > 0 && faults.Met > 100, $"seed {_seed}: {faults.Met} faults, {refusals} refusals");
    }

    [Fact]
    public void Accepts_fail_as_told_and_the_connection_is_still_there()
    {
        using LoopbackPair pair = new();
        pair.Connect();
        CallFaults faults = new(_seed);
        faults.FailAccepts(Errno.EMFILE, Errno.EINTR, Errno.ECONNABORTED);
        CallFaults.OnThisThread = faults;
        Assert.Equal(-Errno.EMFILE, Sockets.Accept(pair.Listener));
        Assert.Equal(-Errno.ECONNABORTED, Sockets.Accept(pair.Listener)); // the interruption was repeated
        pair.Opened(Sockets.Accept(pair.Listener));
    }

    [Fact]
    public void H15_a_wait_that_is_refused_has_lost_nothing()
    {
        using RingSession session = new();
        using Epoll epoll = new(1);
        session.Ring.Next().Nop(new Tag(1, 0, 0));
        CallFaults.OnThisThread = new(_seed) { Busy = 50, Interrupted = 50 };
        int refused = 0, result;
        while ((result = session.Ring.SubmitAndWait(1, timeoutMilliseconds: 1000)) < 0 && refused < 1000)
        {
            Assert.True(Errno.Interrupted(result) || result == -Errno.EBUSY, Errno.Text(result));
            refused++;
        }
        Assert.Equal(1, result);
        Assert.True(session.Ring.TryRead(out _));
        CallFaults.OnThisThread = new(_seed) { Interrupted = 100 };
        Assert.True(Errno.Interrupted(epoll.Wait(-1)));
        Assert.Equal(0, epoll.Wait(0)); // never twice in a row
    }

    [Fact]
    public void A_rings_sends_are_shortened_too()
    {
        using RingSession session = new();
        using LoopbackPair pair = new();
        byte[] sent = RingSession.Pattern(100);
        CallFaults.OnThisThread = new(_seed) { Short = 100 };
        session.Ring.Next().Send(pair.Server, RingSession.Pinned(sent), sent.Length, default, waitAll: true);
        Assert.InRange(session.Next().Result, 1, 3);
    }

    [Fact]
    public void A_plan_is_its_threads_own()
    {
        using LoopbackPair pair = new();
        pair.Connect();
        CallFaults faults = new(_seed);
        faults.FailAccepts(Errno.ENFILE);
        CallFaults.OnThisThread = faults;
        int result = 0;
        Thread other = new(() => result = Sockets.Accept(pair.Listener));
        other.Start();
        other.Join();
        pair.Opened(result);
    }
}
