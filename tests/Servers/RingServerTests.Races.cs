using System.Buffers;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// H: what may be on its way while something else happens. Small rings and buffers, so that it often is.
public sealed partial class RingServerTests
{
    [Fact]
    public void H3_H4_a_close_with_a_receive_armed_and_bytes_on_their_way_harms_nobody_who_takes_the_slot()
    {
        int rounds = LongRun.Times(300, 10_000);
        ServerUnderTest server = Small(() => new Hasty());
        RawPeer stays = server.Connect();
        long asked = 0;
        for (int i = 0; i < rounds; i++)
        {
            byte[] word = BitConverter.GetBytes(i << 8);
            using (RawPeer peer = server.Connect())
            {
                // The answer to the first word closes; the rest is read by nobody.
                peer.Send([.. word, .. new byte[200]]);
                Assert.Equal(word, peer.ReadToFin());
            }
            if (i % 10 == 0) Assert.Equal(word, stays.Send([(byte)'+', .. word]).Read(5)[1..]);
            asked++;
        }
        Assert.All(server.UntilClosed((int)asked), reason => Assert.Equal(CloseReason.ProtocolClosed, reason));
    }

    [Fact]
    public void H5_H9_a_receive_that_is_cancelled_for_back_pressure_loses_no_byte_and_short_sends_are_completed()
    {
        int bytes = LongRun.Times(512, 64 * 1024) * 1024;
        ServerUnderTest server = Serve(
            () => new Mirror(),
            new ServerOptions
            {
                Threads = 1,
                MaxMessageBytes = 1024,
                SocketSendBufferBytes = 4096,
                Ring = new() { Entries = SmallRing, Completions = 64, Buffers = 64, BufferBytes = SmallBuffer },
            });
        RawPeer peer = server.Connect(receiveBufferBytes: 4096);
        byte[] sent = Seed.Random().Bytes(bytes);
        var pump = new Thread(() => peer.Send(sent).FinishSending());
        pump.Start();
        Assert.True(sent.AsSpan().SequenceEqual(peer.ReadToFin()));
        Assert.True(pump.Join(Until.Deadline));
        Assert.InRange(server.Events.Rings.ReceivesRearmed, 1, long.MaxValue);
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Fact]
    public void H11_data_and_the_end_that_came_before_arming_are_both_seen()
    {
        ServerUnderTest server = Small(() => new Counting(), start: false);
        byte[][] payloads = [.. Enumerable.Range(0, 20).Select(i => new byte[i])];
        byte[] asked = [.. payloads.SelectMany(payload => Counting.Frame(payload))];
        RawPeer[] peers = [.. Enumerable.Range(0, 2 * SmallRing).Select(_ => server.Connect().Send(asked).FinishSending())];
        server.Start();
        foreach (RawPeer peer in peers) Assert.Equal(Counting.Answers(payloads), peer.ReadToFin());
        Assert.All(server.UntilClosed(peers.Length), reason => Assert.Equal(CloseReason.PeerClosed, reason));
    }

    [Fact]
    public void H16_no_task_that_ends_while_the_reactor_falls_asleep_is_forgotten()
    {
        int waits = LongRun.Times(2_000, 100_000);
        const int clients = 8;
        ServerUnderTest server = Small(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = Math.Min(1, received.Length);
                if (consumed == 0) return Next.Read;
                byte value = received[0];
                return Next.Wait(Task.Run(() => reply.Write([value])));
            },
        });
        byte[] bytes = Seed.Random().Bytes(waits);
        RawPeer[] peers = [.. Enumerable.Range(0, clients).Select(_ => server.Connect())];
        for (int start = 0; start < waits; start += 100)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(start, 100);
            foreach (RawPeer peer in peers) peer.Send(part);
            foreach (RawPeer peer in peers) Assert.Equal(part, peer.Read(100));
        }
    }

    [Fact]
    public void H16_each_task_that_ends_while_the_reactor_falls_asleep_is_answered_though_nobody_else_wakes_it()
    {
        int waits = LongRun.Times(10_000, 1_000_000);
        int spins = 0;
        // It ends now before the loop has looked, now in between, now when it sleeps.
        ServerUnderTest server = Small(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = Math.Min(1, received.Length);
                if (consumed == 0) return Next.Read;
                byte value = received[0];
                spins = (spins + 37) % 1_000;
                int left = spins;
                return Next.Wait(Task.Run(() =>
                {
                    Thread.SpinWait(left);
                    reply.Write([value]);
                }));
            },
        });
        RawPeer peer = server.Connect();
        for (int i = 0; i < waits; i++)
        {
            peer.Send([(byte)i]);
            Assert.True(peer.HasNews(TimeSpan.FromSeconds(5)), $"Answer {i} does not come.");
            Assert.Equal((byte)i, peer.Read(1)[0]);
        }
    }

    [Theory, InlineData(1, AcceptMode.Shared), InlineData(3, AcceptMode.ReusePort)]
    public void F1_H15_who_is_queued_is_answered_also_where_the_kernel_takes_no_requests_for_a_while(int threads, AcceptMode accept)
    {
        Random random = Seed.Random();
        int rounds = LongRun.Times(5, 500);
        for (int round = 0; round < rounds; round++)
        {
            // Everybody who is accepted is a request, and the queue is soon full: that is no reason to close the listener.
            FaultPlan faults = new(random.Next()) { Interrupted = 50 };
            ServerUnderTest server = Small(() => new Counting(), start: false, faults: faults, threads: threads, accept: accept);
            CountingClient[] queued = [.. Enumerable.Range(0, 6 * SmallRing).Select(_ => new CountingClient(server.Connect()).Begin())];
            foreach (CountingClient client in queued) client.Peer.UntilDelivered();
            server.Stop();
            server.Start();
            foreach (CountingClient client in queued)
            {
                client.Answered();
                Assert.Empty(client.Peer.ReadToFin());
            }
            Assert.Equal(new ServerSummary(queued.Length, Aborted: 0, Rejected: 0, Messages: queued.Length), server.Join());
        }
    }

    [Fact]
    public void H15_nobody_is_left_in_a_queue_where_the_kernel_takes_no_requests_for_a_while_and_nothing_else_happens()
    {
        Random random = Seed.Random();
        int rounds = LongRun.Times(20, 1_000);
        for (int round = 0; round < rounds; round++)
        {
            FaultPlan faults = new(random.Next()) { Interrupted = 50 };
            ServerUnderTest server = Small(() => new Counting(), start: false, faults: faults, threads: 2);
            // They say nothing: only who is handed over after them would bring the loop back to whom it has left.
            RawPeer[] silent = [.. Enumerable.Range(0, 4 * SmallRing).Select(_ => server.Connect())];
            server.Start();
            Until.True(() => server.Events.Starts.Count == silent.Length, state: () => $"{server.Events.Starts.Count} started");
            server.Stop();
            server.Join();
            // At length they would take all descriptors, and the server would accept nobody.
            foreach (RawPeer peer in silent) peer.Dispose();
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    public void H18_a_ring_is_closed_in_the_midst_of_everything(int? busy)
    {
        // A kernel that takes no requests for a while lets a connection end while its end is being asked for.
        Random random = Seed.Random();
        int rounds = LongRun.Times(20, 1_000);
        byte[] flood = new byte[64 * 1024];
        for (int round = 0; round < rounds; round++)
        {
            FaultPlan? faults = busy is { } percent ? new(random.Next()) { Interrupted = percent } : null;
            ServerUnderTest server = Small(() => new Mirror(), faults: faults);
            RawPeer[] peers = [.. Enumerable.Range(0, SmallRing).Select(_ => server.Connect())];
            foreach (RawPeer peer in peers) peer.SendWhatFits(flood, TimeSpan.FromMilliseconds(1));
            server.Abort();
            server.Join();
            Assert.Equal(default, server.Status);
        }
    }

    /// <summary>Answers four bytes with themselves and closes; after a plus sign it goes on.</summary>
    private sealed class Hasty : IProtocol
    {
        public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
        {
            bool goesOn = received[0] == '+';
            int whole = goesOn ? 5 : 4;
            consumed = 0;
            if (received.Length < whole) return Next.Read;
            consumed = whole;
            reply.Write(received[..whole]);
            return goesOn ? Next.Read : Next.Close;
        }
    }
}
