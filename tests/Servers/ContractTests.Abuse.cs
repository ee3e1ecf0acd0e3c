using System.Text;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// G: peers that mean no good. They harm themselves alone, and leave nothing behind.
public abstract partial class ContractTests
{
    [Fact]
    public void D3_G2_a_flood_of_connects_is_accounted_for_and_starves_nobody()
    {
        int rounds = LongRun.Times(150, 20_000);
        ServerUnderTest server = Serve(() => new Counting());
        CountingClient? inside = Has(Capability.ConcurrentClients) ? Client(server).Ask() : null;
        for (int i = 0; i < rounds; i++)
        {
            server.Connect().Dispose();
            if (i % 10 == 0) inside?.Ask();
        }
        Assert.All(server.UntilClosed(rounds), reason => Assert.Equal(CloseReason.PeerClosed, reason));
        Until.True(() => server.Status.Connections == (inside is null ? 0 : 1), state: () => $"{server.Status}");
    }

    [Fact]
    public void G3_RST_storm_is_accounted_for()
    {
        // Of a reset that comes right behind bytes the kernel itself loses one in some thousands, on a ring.
        int rounds = LongRun.Times(1_000, 20_000);
        ServerUnderTest server = Serve(() => new Counting());
        for (int i = 0; i < rounds; i++) server.Connect().Send(Counting.Header(9)).Reset();
        Assert.All(server.UntilClosed(rounds), reason => Assert.Equal(Gone, reason));
    }

    [Fact]
    public void G4_garbage_gets_a_defined_end()
    {
        Random random = Seed.Random();
        int blobs = LongRun.Times(100, 10_000);
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MaxMessageBytes = 1024 });
        for (int i = 1; i <= blobs; i++)
        {
            byte[] blob = random.Bytes(random.Next(0, 4096));
            if (i % 3 == 0) blob = Mutated(random);
            using (RawPeer peer = server.Connect()) peer.Send(blob).FinishSending().ReadToFin();
            CloseReason reason = server.UntilClosed(i)[^1];
            Assert.True(reason is CloseReason.MessageTooLarge or CloseReason.PeerClosed, $"{reason}");
        }
        Assert.All(server.Events.Closings, closed => Assert.InRange(closed.Unconsumed, 0, 1024 + 16 * 1024));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n")]
    public void G5_another_protocols_first_words_end_at_once(string words)
    {
        ServerUnderTest server = Serve(() => new Counting(), new ServerOptions { MessageTimeout = Timeout.InfiniteTimeSpan });
        Assert.Empty(server.Connect().Send(Encoding.Latin1.GetBytes(words)).ReadToFin());
        Assert.Equal([CloseReason.MessageTooLarge], server.UntilClosed(1));
        Client(server).Ask();
    }

    [Fact]
    public void G10_nothing_leaks_from_one_connection_to_another()
    {
        int rounds = LongRun.Times(40, 1000);
        ServerUnderTest server = Serve(() => new Mirror());
        string? foreign = null;
        Thread[] clients = [.. Enumerable.Range(0, Has(Capability.ConcurrentClients) ? 4 : 1).Select(i => new Thread(() => Churn(i)))];
        foreach (Thread client in clients) client.Start();
        Assert.All(clients, client => Assert.True(client.Join(Until.Deadline), "A client hangs."));
        Assert.Null(foreign);

        void Churn(int number)
        {
            for (int i = 0; i < rounds && foreign is null; i++)
            {
                byte[] canary = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"<{number}:{i}>", 1 + i % 200)));
                using var peer = new RawPeer(server.EndPoint);
                peer.Send(canary);
                if (i % 5 == 0) continue;
                byte[] reply = peer.Read(canary.Length);
                if (!reply.AsSpan().SequenceEqual(canary)) foreign = Encoding.ASCII.GetString(reply);
            }
        }
    }

    /// <summary>A valid conversation in which some bytes are wrong.</summary>
    private static byte[] Mutated(Random random)
    {
        byte[] frames = [.. Enumerable.Range(0, 20).SelectMany(_ => Counting.Frame(random.Bytes(random.Next(0, 30))))];
        for (int i = 0; i < 3; i++) frames[random.Next(frames.Length)] ^= (byte)(1 << random.Next(8));
        return frames;
    }
}
