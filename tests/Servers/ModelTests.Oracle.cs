using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

// The same bytes, cut anywhere: the same reply, the same close reason and the same messages as from the protocol in memory.
public abstract partial class ModelTests
{
    // The accounts of a server are looked through at each end: in batches, so that many conversations cost linear time.
    private const int Batch = 1_000;

    public static TheoryData<string> Spoken => [.. Corpus.Protocols.Keys];

    [Theory, MemberData(nameof(Spoken))]
    public void B2_the_corpus_cut_anywhere_has_the_outcome_that_it_has_in_memory(string protocol)
    {
        Random random = Seed.Random();
        int rounds = LongRun.Times(2, 100);
        AssertAsInMemory(
            from said in Corpus.All
            where said.Protocol == protocol
            from round in Enumerable.Range(0, rounds)
            select (said, Cuts(said)));

        List<int> Cuts(Said said)
        {
            List<int> cuts = [];
            for (int at = Piece(said); at < said.Text.Length; at += Piece(said)) cuts.Add(at);
            return cuts;
        }

        int Piece(Said said) => random.Next(4) == 0 ? random.Next(1, 40_000) : random.Next(1, 1 + said.Text.Length / 4 + 10);
    }

    [Theory, MemberData(nameof(Spoken))]
    public void B2_the_corpus_cut_in_two_at_every_boundary_has_the_outcome_that_it_has_in_memory(string protocol)
    {
        int longest = LongRun.Times(50, 4096);
        AssertAsInMemory(
            from said in Corpus.All
            where said.Protocol == protocol && said.Text.Length <= longest
            from cut in Enumerable.Range(1, Math.Max(0, said.Text.Length - 1))
            select (said, new List<int> { cut }));
    }

    private void AssertAsInMemory(IEnumerable<(Said Said, List<int> Cuts)> conversations)
    {
        foreach ((Said Said, List<int> Cuts)[] batch in conversations.Chunk(Batch))
        {
            ServerUnderTest server = Serve(Corpus.Protocols[batch[0].Said.Protocol], new ServerOptions { Threads = 2 });
            for (int i = 0; i < batch.Length; i++)
            {
                using Conversation inMemory = new(batch[i].Said.Create());
                AssertAsInMemory(server, i, inMemory, batch[i].Said.Bytes, batch[i].Cuts);
            }
            server.Conclude();
        }
    }

    /// <summary>What a peer says, cut at these places: over a socket as in memory, as the conversation of that number.</summary>
    private static void AssertAsInMemory(ServerUnderTest server, int number, Conversation inMemory, byte[] bytes, IReadOnlyList<int> cuts)
    {
        using RawPeer peer = new(server.EndPoint);
        long seen = server.Events.Seen;
        int sent = 0;
        foreach (int cut in (int[])[.. cuts, bytes.Length])
        {
            // Whoever goes on after the end may be answered by a reset.
            if (inMemory.Reason is not null || cut == sent) break;
            inMemory.Receive(bytes.AsSpan(sent, cut - sent));
            peer.Send(bytes.AsSpan(sent, cut - sent));
            sent = cut;
            // So that pieces arrive as pieces; of one that brings the end, not all need be seen.
            if (inMemory.Reason is null) server.UntilSeen(seen + sent);
        }
        inMemory.End();
        if (inMemory.Fault is not null) server.ExpectedFaults++;
        byte[] reply = peer.FinishSending().ReadToFin();
        server.UntilClosed(number + 1);
        ClosedConnection closed = server.Events.Closings[number];
        Assert.True(
            reply.AsSpan().SequenceEqual(inMemory.Reply) && closed.Reason == inMemory.Reason && closed.Messages == inMemory.Messages,
            $"{Convert.ToHexString(bytes)}, cut at {string.Join(", ", cuts)}\n"
                + $"in memory: {inMemory.Reason} after {inMemory.Messages}: {Convert.ToHexString(inMemory.Reply)}\n"
                + $"served: {closed.Reason} after {closed.Messages}: {Convert.ToHexString(reply)}");
    }
}
