using Sockeye.Fuzz;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

// G4: what is nearly right, and cut anyhow, ends over a socket as it ends in memory, where the fuzzer holds it to its properties.
public abstract partial class ModelTests
{
    private const int HostileLimit = 96;

    // The accounts of a server are looked through at each end: in batches, so that many inputs cost linear time.
    private const int HostileBatch = 1_000;

    [Theory, MemberData(nameof(Spoken))]
    public void G4_hostile_bytes_have_the_outcome_that_they_have_in_memory(string protocol)
    {
        int inputs = LongRun.Times(60, 20_000);
        HostileInputs hostile = new(TargetCatalog.Find(protocol)!, Seed.Random().Next());
        for (int first = 0; first < inputs; first += HostileBatch)
        {
            ServerUnderTest server = Serve(Corpus.Protocols[protocol], new ServerOptions { MaxMessageBytes = HostileLimit, Threads = 2 });
            for (int i = 0; i < Math.Min(HostileBatch, inputs - first); i++)
                Equal(server, i, Corpus.Protocols[protocol](), new(hostile[first + i]));
        }
    }

    private static void Equal(ServerUnderTest server, int played, IProtocol inMemory, SteeredStream stream)
    {
        using Conversation expected = new(inMemory, HostileLimit);
        using RawPeer peer = new(server.EndPoint);
        foreach (ReadOnlyMemory<byte> piece in stream.Pieces(stream.Cuts))
        {
            // Whoever goes on after the end may be answered by a reset.
            if (expected.Reason is not null) break;
            expected.Receive(piece.Span);
            peer.Send(piece.Span);
        }
        expected.End();
        if (expected.Fault is not null) server.ExpectedFaults++;
        byte[] reply = peer.FinishSending().ReadToFin();
        server.UntilClosed(played + 1);
        ClosedConnection closed = server.Events.Closings[played];
        Assert.True(
            reply.AsSpan().SequenceEqual(expected.Reply) && closed.Reason == expected.Reason && closed.Messages == expected.Messages,
            $"{Convert.ToHexString(stream.Bytes)}\nin memory: {expected.Reason} after {expected.Messages}: "
                + $"{Convert.ToHexString(expected.Reply)}\nserved: {closed.Reason} after {closed.Messages}: {Convert.ToHexString(reply)}");
    }
}
