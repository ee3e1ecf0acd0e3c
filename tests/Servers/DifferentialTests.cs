using CsCheck;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>How a peer ends what it says: it finishes and reads on, or it is gone once it has read what it was owed.</summary>
public enum Leaving
{
    HalfClose,
    Close,
    Reset,
}

/// <summary>What one peer does to one protocol.</summary>
/// <param name="Protocol">The protocol's name in the corpus.</param>
/// <param name="Bytes">What it says, well or badly.</param>
/// <param name="Pieces">How long the pieces are, one after another and from the front again.</param>
/// <param name="Reads">Whether it reads what it is owed before it sends the next piece; else only at the end.</param>
/// <param name="Leaving">How it ends.</param>
public sealed record Script(string Protocol, byte[] Bytes, int[] Pieces, bool Reads, Leaving Leaving)
{
    public override string ToString() =>
        $"{Protocol}: {Convert.ToHexString(Bytes)} in pieces of {string.Join(", ", Pieces)}; reads {Reads}, {Leaving}";
}

/// <summary>
/// §7: whatever a peer does, all six models and the protocol in memory give the same bytes, the same close reason and the same
/// number of messages. A peer that leaves has read everything that it was owed: what a reset does to a reply on its way is the
/// network's affair, and different each time.
/// </summary>
[Collection(typeof(OneAtATime))]
public sealed class DifferentialTests : IDisposable
{
    private const int MaxMessageBytes = 96;

    private static readonly string[] Spoken = [.. Corpus.Protocols.Keys];

    private static readonly Gen<Script> Scripts = Gen.Select(
        Gen.Int[0, Spoken.Length - 1], SplitTests.Bytes, SplitTests.Steps, Gen.Bool, Gen.Enum<Leaving>(),
        (protocol, bytes, pieces, reads, leaving) => new Script(Spoken[protocol], bytes, pieces, reads, leaving));

    private readonly OpenDescriptors _descriptors = new();
    private readonly List<(Model Model, ServerUnderTest Server)> _servers = [];
    private string _spoken = "echo";

    [Fact]
    public void Six_models_and_the_protocol_in_memory_answer_a_random_peer_alike()
    {
        foreach (Model model in (Model[])[Model.Sequential, Model.Select, Model.Threads, Model.Async, Model.Epoll, Model.IoUring])
        {
            if (model.Entry.Unsupported is not null) continue;
            var options = new ServerOptions { MaxMessageBytes = MaxMessageBytes, Threads = 2 };
            var server = new ServerUnderTest(
                model, Family.IPv4.FreeEndPoint(), () => Corpus.Protocols[Volatile.Read(ref _spoken)](), options);
            _servers.Add((model, server.Start()));
        }
        Scripts.Sample(AllAlike, time: 3 * PropertyTime.Seconds, threads: 1);
    }

    public void Dispose()
    {
        foreach ((_, ServerUnderTest server) in _servers)
        {
            using (server) server.Conclude();
        }
        Until.True(() => _descriptors.Added() == 0, TimeSpan.FromSeconds(5));
    }

    private void AllAlike(Script script)
    {
        Volatile.Write(ref _spoken, script.Protocol);
        (Outcome expected, bool fault) = InMemory(script);
        foreach ((Model model, ServerUnderTest server) in _servers)
        {
            if (fault) server.ExpectedFaults++;
            Outcome outcome = Over(server, script);
            if (outcome != expected) throw new InvalidOperationException($"{script}\nin memory: {expected}\n{model}: {outcome}");
        }
    }

    private static (Outcome Outcome, bool Fault) InMemory(Script script)
    {
        using var conversation = new Conversation(Corpus.Protocols[script.Protocol](), MaxMessageBytes);
        foreach (ReadOnlyMemory<byte> piece in Cut(script)) conversation.Receive(piece.Span);
        if (Leaves(script)) conversation.Close(script.Leaving == Leaving.Reset ? CloseReason.PeerAborted : CloseReason.PeerClosed);
        else conversation.End();
        Outcome outcome = new(Convert.ToHexString(conversation.Reply), conversation.Reason!.Value, conversation.Messages);
        return (outcome, conversation.Fault is not null);
    }

    private static Outcome Over(ServerUnderTest server, Script script)
    {
        int before = server.Events.Closings.Count;
        using var expected = new Conversation(Corpus.Protocols[script.Protocol](), MaxMessageBytes);
        using var peer = new RawPeer(server.EndPoint);
        List<byte> reply = [];
        foreach (ReadOnlyMemory<byte> piece in Cut(script))
        {
            expected.Receive(piece.Span);
            peer.Send(piece.Span);
            if (expected.Reason is not null) break;
            if (script.Reads) ReadOwed();
        }
        if (expected.Reason is null && Leaves(script))
        {
            ReadOwed();
            // What was not answered may still be on its way, and a reset would destroy it.
            peer.UntilDelivered();
            long left = expected.Left;
            Until.True(() => server.Events.LeftOf(before) == left, state: () => $"{script}, {left} to be left");
            if (script.Leaving == Leaving.Reset) peer.Reset();
            else peer.Dispose();
        }
        else
        {
            reply.AddRange(peer.FinishSending().ReadToFin());
        }
        server.UntilClosed(before + 1);
        ClosedConnection closed = server.Events.Closings[before];
        return new(Convert.ToHexString([.. reply]), closed.Reason, closed.Messages);

        void ReadOwed() => reply.AddRange(peer.Read(expected.Reply.Length - reply.Count));
    }

    // A close is like a half-close where the protocol has last words: who is not there does not get them.
    private static bool Leaves(Script script)
    {
        if (script.Leaving == Leaving.HalfClose) return false;
        using var conversation = new Conversation(Corpus.Protocols[script.Protocol](), MaxMessageBytes);
        foreach (ReadOnlyMemory<byte> piece in Cut(script)) conversation.Receive(piece.Span);
        if (conversation.Reason is not null) return false;
        long sent = conversation.SentBytes;
        conversation.End();
        return script.Leaving == Leaving.Reset || conversation.SentBytes == sent;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Cut(Script script)
    {
        int piece = 0;
        for (int start = 0; start < script.Bytes.Length;)
        {
            int length = Math.Min(script.Pieces[piece++ % script.Pieces.Length], script.Bytes.Length - start);
            yield return script.Bytes.AsMemory(start, length);
            start += length;
        }
    }
}
