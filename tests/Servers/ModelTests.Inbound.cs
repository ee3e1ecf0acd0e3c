using System.Buffers;
using System.Diagnostics;
using System.Text;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// B20, C5, F4: what a peer sends stays with the peer while its connection is not read.
public abstract partial class ModelTests
{
    private static readonly ServerOptions SmallBuffers =
        new() { SocketSendBufferBytes = 4096, SocketReceiveBufferBytes = 64 * 1024 };

    [Fact]
    public void C5_a_peer_that_sends_on_while_a_task_is_awaited_is_held_up_and_loses_nothing()
    {
        const int bytes = 20 * 1024 * 1024;
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => WaitingThenCounting(task.Task), SmallBuffers);
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        Pusher pusher = new Pusher(peer, bytes).UntilHeldUp();
        Assert.InRange(pusher.Sent, 1, bytes - 1);
        Assert.Equal(1, server.Events.Seen);

        task.SetResult();
        pusher.Join();
        Assert.Equal(bytes, pusher.Sent);
        Assert.Equal(Encoding.ASCII.GetBytes($"{1 + bytes}"), peer.FinishSending().ReadToFin());
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Fact]
    public void B20_a_peer_that_sends_and_never_reads_is_not_read_and_is_given_up_while_others_are_served()
    {
        Needs(Capability.ConcurrentClients);
        const int bytes = 32 * 1024 * 1024;
        ServerOptions options = SmallBuffers with { SendTimeout = Short };
        ServerUnderTest server = Serve(() => new Mirror(), options);
        RawPeer other = server.Connect();
        long start = Stopwatch.GetTimestamp();
        Pusher pusher = new(server.Connect(receiveBufferBytes: 2048), bytes);
        while (server.Reasons.Length == 0) Assert.Equal("ping"u8, other.Send("ping"u8).Read(4));

        Assert.Equal([CloseReason.SendTimeout], server.Reasons);
        Assert.InRange(Stopwatch.GetElapsedTime(start), Short - Grain, Until.Deadline);
        pusher.Join();
        Assert.InRange(pusher.Sent, 0, bytes - 1);
        ClosedConnection closed = server.Events.Closings[0];
        // A few times an unfinished message and what was received in one go (where the kernel hands over what it receives, 32 buffers
        // of 4 KiB in a row), and no part of what was to come.
        Assert.InRange(closed.Received - closed.Sent, 1, 4L * (options.MaxMessageBytes + 32 * 4096));
    }

    [Fact]
    public void F4_a_stop_while_a_connection_is_not_read_ends_at_the_deadline()
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => WaitingThenCounting(task.Task), SmallBuffers with { DrainTimeout = Short });
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        Pusher pusher = new Pusher(peer, 20 * 1024 * 1024).UntilHeldUp();
        server.Stop();
        pusher.Join();
        task.SetResult();
        Assert.Equal(1, server.Join().Aborted);
        Assert.Equal([CloseReason.DrainDeadline], server.UntilClosed(1));
    }

    /// <summary>Waits for a task at its first byte, then counts what it is sent, and says at the end how much it was.</summary>
    private static Scripted WaitingThenCounting(Task task)
    {
        bool waited = false;
        long bytes = 0;
        return new Scripted
        {
            OnReceived = (received, _, out consumed) =>
            {
                consumed = waited ? received.Length : 1;
                bytes += consumed;
                Next next = waited ? Next.Read : Next.Wait(task);
                waited = true;
                return next;
            },
            OnEnd = reply =>
            {
                reply.Write(Encoding.ASCII.GetBytes($"{bytes}"));
                return Next.Close;
            },
        };
    }
}
