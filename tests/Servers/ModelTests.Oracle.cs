using Sockeye.Protocols;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

// The same bytes, cut anywhere: the same reply, the same close reason and the same messages as from the protocol in memory.
public abstract partial class ModelTests
{
    public static TheoryData<string> Spoken => [.. Corpus.Protocols.Keys];

    [Theory, MemberData(nameof(Spoken))]
    public void B2_the_corpus_cut_anywhere_has_the_outcome_that_it_has_in_memory(string protocol)
    {
        Random random = Seed.Random();
        int rounds = LongRun.Times(2, 100);
        ServerUnderTest server = Serve(Corpus.Protocols[protocol]);
        int played = 0;
        foreach (Said said in Corpus.All.Where(said => said.Protocol == protocol))
        {
            Outcome expected = Conversation.Play(said.Create(), [said.Bytes]);
            for (int i = 0; i < rounds; i++)
            {
                if (expected.Reason == CloseReason.HandlerFault) server.ExpectedFaults++;
                Assert.Equal((said, expected), (said, Play(server, said.Bytes, played++, Piece)));
            }

            int Piece() => random.Next(4) == 0 ? random.Next(1, 40_000) : random.Next(1, 1 + said.Text.Length / 4 + 10);
        }
    }

    [Theory, MemberData(nameof(Spoken))]
    public void B2_the_corpus_cut_in_two_at_every_boundary_has_the_outcome_that_it_has_in_memory(string protocol)
    {
        int longest = LongRun.Times(50, 4096);
        foreach (Said said in Corpus.All.Where(said => said.Protocol == protocol && said.Text.Length <= longest))
        {
            // A server for each: its accounts are looked through at each end.
            ServerUnderTest server = Serve(Corpus.Protocols[protocol]);
            Outcome expected = Conversation.Play(said.Create(), [said.Bytes]);
            for (int cut = 1; cut < said.Text.Length; cut++)
            {
                if (expected.Reason == CloseReason.HandlerFault) server.ExpectedFaults++;
                Assert.Equal((said, cut, expected), (said, cut, Play(server, said.Bytes, cut - 1, () => cut)));
            }
        }
    }

    private static Outcome Play(ServerUnderTest server, byte[] bytes, int played, Func<int> piece)
    {
        using RawPeer peer = server.Connect();
        long seen = server.Events.Seen;
        for (int sent = 0; sent < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - sent, piece());
            peer.Send(bytes.AsSpan(sent, length));
            sent += length;
            // So that pieces arrive as pieces; but a conversation that has ended sees no more.
            Until.True(() => server.Events.Seen >= seen + sent || peer.HasNews(TimeSpan.Zero));
        }
        byte[] reply = peer.FinishSending().ReadToFin();
        server.UntilClosed(played + 1);
        var closed = server.Events.Closings[played];
        return new(Convert.ToHexString(reply), closed.Reason, closed.Messages);
    }
}
