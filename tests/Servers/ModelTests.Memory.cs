using System.Buffers;
using Sockeye.Linux;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// B8, C9, D10: what many connections hold together, and what many calls in a row do to the stack.
public abstract partial class ModelTests
{
    [Fact]
    public void C9_unfinished_messages_of_many_connections_cost_their_bytes_and_a_stated_overhead()
    {
        Needs(Capability.ConcurrentClients);
        InjectedFaults.SkipMeasurement();
        // Both ends are here, and some descriptors are the process's own; where each has a thread, all start before the first is served.
        int most = Has(Capability.Queue) ? 4_000 : 10_000;
        int clients = LongRun.Times(200, Math.Min(most, ((OpenFiles.Limit ?? int.MaxValue) - 512) / 2));
        var options = new ServerOptions
        {
            Backlog = clients,
            MaxConnections = clients + 1,
            Threads = Has(Capability.Queue) ? clients + 2 : null,
            // The first is unfinished until the last is, and select looks at all of them for each.
            MessageTimeout = Timeout.InfiniteTimeSpan,
        };
        byte[] unfinished = new byte[options.MaxMessageBytes - 1];
        Counting.Header((uint)(options.MaxMessageBytes - Counting.HeaderBytes)).CopyTo(unfinished, 0);
        Bare(() => new Counting(), options, (endPoint, server) =>
        {
            using var healthy = new RawPeer(endPoint);
            var client = new CountingClient(healthy).Ask();
            RawPeer[] peers = [.. Enumerable.Range(0, clients).Select(_ => new RawPeer(endPoint))];
            Until.True(() => server.Status.Connections == clients + 1);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            foreach (RawPeer peer in peers) peer.Send(unfinished).UntilDelivered();
            Until.True(() => server.Status.RentedBuffers == clients);
            client.Ask();
            double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)clients;
            TestContext.Current.TestOutputHelper?.WriteLine($"{each / 1024:0.0} KiB a connection that holds {unfinished.Length} bytes");
            // The buffer doubles as the message comes, and what it outgrew is kept for others, up to a bound for all together.
            Assert.InRange(each, unfinished.Length / 2, 2.5 * options.MaxMessageBytes);

            // And each of them can still be finished.
            peers[0].Send([0]).Read(Counting.AnswerBytes);
            client.Ask();
            foreach (RawPeer peer in peers) peer.Reset();
            Until.True(() => server.Status is { Connections: 1, RentedBuffers: 0 }, state: () => $"{server.Status}");
        });
    }

    [Fact]
    public void B8_D10_calls_that_complete_at_once_do_not_nest()
    {
        int bytes = LongRun.Times(20_000, 1_000_000);
        int calls = 0;
        // A byte at a time is there to be received, there is always room to send it, and the task waited for has ended.
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    consumed = Math.Min(1, received.Length);
                    reply.Write(received[..consumed]);
                    return (calls++ % 3) switch
                    {
                        0 => Next.Read,
                        1 => Next.More,
                        _ => Next.Wait(Task.CompletedTask),
                    };
                },
            },
            new ServerOptions { ReceiveBufferBytes = 1 });
        RawPeer peer = server.Connect();
        byte[] sent = Seed.Random().Bytes(bytes);
        var pump = new Thread(() => peer.Send(sent));
        pump.Start();
        Assert.True(sent.AsSpan().SequenceEqual(peer.Read(bytes)));
        Assert.True(pump.Join(Until.Deadline));
        Assert.InRange(calls, bytes, int.MaxValue);
    }
}
