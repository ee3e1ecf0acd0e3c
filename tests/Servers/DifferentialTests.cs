using CsCheck;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>
/// §7: whatever a peer does, all six models and the protocol in memory give the same bytes, the same close reason and the same
/// number of messages.
/// </summary>
[Collection(typeof(OneAtATime))]
public sealed class DifferentialTests : IDisposable
{
    private const int MaxMessageBytes = 96;
    private const int NarrowBytes = 4096;

    // So much of a reply waits in the connection, whoever reads it or not.
    private const int FittingBytes = 16 * 1024;

    private readonly OpenDescriptors _descriptors = new();
    private readonly List<(Model Model, ServerUnderTest Server)> _servers = [];
    private string _spoken = "echo";

    [Fact]
    public void Six_models_and_the_protocol_in_memory_answer_a_random_peer_alike()
    {
        foreach (Model model in Model.All)
        {
            if (model.Entry.Unsupported is not null) continue;
            var options = new ServerOptions { MaxMessageBytes = MaxMessageBytes, Threads = 2, SocketSendBufferBytes = NarrowBytes };
            var server = new ServerUnderTest(
                model, Family.IPv4.FreeEndPoint(), () => Corpus.Protocols[Volatile.Read(ref _spoken)](), options);
            _servers.Add((model, server.Start()));
        }
        PeerScript.Any.Sample(AllAlike, time: LongRun.Times(3 * PropertyTime.Seconds, 600), threads: 1);
    }

    public void Dispose()
    {
        foreach ((_, ServerUnderTest server) in _servers)
        {
            using (server) server.Conclude();
        }
        Until.True(() => _descriptors.Added() == 0, TimeSpan.FromSeconds(5));
    }

    private void AllAlike(PeerScript drawn)
    {
        Volatile.Write(ref _spoken, drawn.Protocol);
        PeerScript script = drawn with { Leaving = Possible(drawn) };
        (Outcome expected, long sent, bool fault) = InMemory(script);
        foreach ((Model model, ServerUnderTest server) in _servers)
        {
            if (fault) server.ExpectedFaults++;
            (Outcome outcome, ClosedConnection closed) = Over(server, script);
            bool alike = script.Leaving == Leaving.ResetAtOnce ? IsPart(outcome, closed, expected, sent) : outcome == expected;
            if (!alike) throw new InvalidOperationException($"{script}\nin memory: {expected}\n{model}: {outcome}, sent {closed.Sent}");
        }
    }

    // What a reset does to bytes on their way, in either direction, is the network's affair and different each time: the server has
    // heard and answered a part of it, from the front. A protocol that ended in that part has ended as it does in memory.
    private static bool IsPart(Outcome outcome, ClosedConnection closed, Outcome expected, long sent) =>
        expected.ReplyHex.StartsWith(outcome.ReplyHex, StringComparison.Ordinal)
            && closed.Sent <= sent && outcome.Messages <= expected.Messages
            && (outcome.Reason == CloseReason.PeerAborted || outcome.Reason == expected.Reason);

    // A close is like a half-close where the protocol has last words: who is not there does not get them. Where it ends by itself
    // there is nobody to leave; and whether a reset comes before a fault cannot be told.
    private static Leaving Possible(PeerScript script)
    {
        using Conversation conversation = Heard(script);
        if (conversation.Fault is not null) return Leaving.HalfClose;
        if (script.Leaving == Leaving.ResetAtOnce) return Leaving.ResetAtOnce;
        if (conversation.Reason is not null) return Leaving.HalfClose;
        long sent = conversation.SentBytes;
        conversation.End();
        return script.Leaving == Leaving.Close && conversation.SentBytes != sent ? Leaving.HalfClose : script.Leaving;
    }

    private static (Outcome Outcome, long Sent, bool Fault) InMemory(PeerScript script)
    {
        using Conversation conversation = Heard(script);
        switch (script.Leaving)
        {
            case Leaving.HalfClose:
                conversation.End();
                break;
            case Leaving.Close:
                conversation.Close(CloseReason.PeerClosed);
                break;
            default:
                conversation.Close(CloseReason.PeerAborted);
                break;
        }
        Outcome outcome = new(Convert.ToHexString(conversation.Reply), conversation.Reason!.Value, conversation.Messages);
        return (outcome, conversation.SentBytes, conversation.Fault is not null);
    }

    private static Conversation Heard(PeerScript script)
    {
        Conversation conversation = new(Corpus.Protocols[script.Protocol](), MaxMessageBytes);
        foreach ((_, ReadOnlyMemory<byte> bytes) in script.Played()) conversation.Receive(bytes.Span);
        return conversation;
    }

    private static (Outcome Outcome, ClosedConnection Closed) Over(ServerUnderTest server, PeerScript script)
    {
        int before = server.Events.Closings.Count;
        using var expected = new Conversation(Corpus.Protocols[script.Protocol](), MaxMessageBytes);
        using var peer = new RawPeer(server.EndPoint, script.Narrow ? NarrowBytes : 0);
        List<byte> reply = [];
        foreach ((Act act, ReadOnlyMemory<byte> bytes) in script.Played())
        {
            if (expected.Reason is not null) break;
            if (act == Act.Send) Send(bytes.Span);
            else if (act == Act.Read) ReadOwed();
            else UntilHeard();
        }
        switch (script.Leaving)
        {
            case Leaving.HalfClose:
                reply.AddRange(peer.FinishSending().ReadToFin());
                break;
            case Leaving.ResetAtOnce:
                peer.Reset();
                break;
            default:
                ReadOwed();
                // What was not answered may still be on its way, and a reset would destroy it.
                peer.UntilDelivered();
                UntilHeard();
                if (script.Leaving == Leaving.Reset) peer.Reset();
                else peer.Dispose();
                break;
        }
        server.UntilClosed(before + 1);
        ClosedConnection closed = server.Events.Closings[before];
        return (new(Convert.ToHexString([.. reply]), closed.Reason, closed.Messages), closed);

        void Send(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty) return;
            expected.Receive(bytes);
            peer.Send(bytes);
        }

        void ReadOwed() => reply.AddRange(peer.Read(expected.Reply.Length - reply.Count));

        void UntilHeard()
        {
            // A server that cannot send does not look at more.
            if (script.Narrow || expected.Reply.Length - reply.Count > FittingBytes) ReadOwed();
            if (expected.Reason is not null) return;
            long left = expected.Left;
            Until.True(() => server.Events.LeftOf(before) == left, state: () => $"{script}, {left} to be left");
        }
    }
}
