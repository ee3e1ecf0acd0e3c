using Sockeye.Load;
using Sockeye.Protocols;
using Sockeye.Tests.Protocols;

namespace Sockeye.Fuzz;

/// <summary>
/// Protocols on a connection in memory, which watches that they keep the contract: however the bytes are cut the outcome is the same,
/// nothing is a handler fault but what asks for one, and what is held for a peer is bounded. Each has an oracle of its own besides.
/// </summary>
internal static class ProtocolTargets
{
    private static readonly int[] Limits = [96, 16, 1024];

    internal static IReadOnlyList<Target> AtOnce { get; } =
        [Of("pingpong", IsPongs), Of("echo", IsEcho), Of("resp", IsReplies), Of("repeat", (_, _) => { })];

    /// <summary>The one that waits for tasks, and takes longer for each input.</summary>
    internal static Target Later { get; } = Of("later", (_, _) => { }, mayFault: true);

    /// <summary>What the corpus says to a protocol, as far as it is short.</summary>
    internal static IEnumerable<Said> Conversations(string protocol) =>
        Corpus.All.Where(said => said.Protocol == protocol && said.Text.Length <= Target.LongestSeed);

    private static Target Of(string protocol, Action<byte[], Conversation> oracle, bool mayFault = false) => new(
        protocol,
        input => Check(protocol, new(input), oracle, mayFault),
        () => Conversations(protocol).SelectMany(said => Limits.Select((_, kind) => SteeredStream.Input(said.Bytes, kind))));

    private static string Check(string protocol, SteeredStream stream, Action<byte[], Conversation> oracle, bool mayFault)
    {
        int limit = Limits[stream.Kind % Limits.Length];
        Func<IProtocol> create = Corpus.Protocols[protocol];
        using Conversation conversation = Played(create(), stream.Bytes, limit);
        Property.Holds(mayFault || conversation.Fault is null, $"{conversation.Fault}");
        // One reply is as long as its message, or an escaped name, or a line about an error.
        int most = MessageProtocol<LineFraming>.ReplyBoundBytes + 4 * limit + 256;
        Property.Holds(conversation.LargestReply <= most, $"{conversation.LargestReply} bytes were held at once, and {most} are the most");
        oracle(stream.Bytes, conversation);

        Outcome whole = new(Convert.ToHexString(conversation.Reply), conversation.Reason!.Value, conversation.Messages);
        Outcome cut = Conversation.Play(create(), stream.Pieces(stream.Cuts), limit);
        Property.Same(whole, cut, $"{protocol}, at most {limit} bytes, in pieces up to {string.Join(", ", stream.Cuts)}");
        Outcome bytewise = Conversation.Play(create(), stream.Pieces(stream.EveryByte), limit);
        Property.Same(whole, bytewise, $"{protocol}, at most {limit} bytes, byte by byte");
        return whole.ReplyHex.Length > 0 ? $"{whole.Reason}" : $"{whole.Reason}, silent";
    }

    // The connection's own buffers hold what came and what was sent, twice as large at most and copied as they grow.
    private static Conversation Played(IProtocol protocol, byte[] bytes, int limit)
    {
        Conversation played = new(protocol, limit);
        long before = GC.GetAllocatedBytesForCurrentThread();
        played.Receive(bytes);
        played.End();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long most = 16 * 1024 + 8 * (bytes.Length + played.SentBytes) + 1024 * played.Messages;
        Property.Holds(allocated <= most, $"{allocated} bytes were allocated, and {most} are the most");
        return played;
    }

    private static void IsEcho(byte[] bytes, Conversation played) => Property.Holds(played.Reply.SequenceEqual(bytes), "not what was said");

    private static void IsPongs(byte[] bytes, Conversation played)
    {
        int lines = 0;
        LineFraming framing = new();
        ReadOnlySpan<byte> rest = played.Reply;
        while (framing.Look(rest) is { Kind: FrameKind.Complete } frame)
        {
            ReadOnlySpan<byte> line = rest.Slice(frame.Start, frame.Length);
            Property.Holds(line.StartsWith("pong"u8) || line.StartsWith("error"u8), "a reply is neither a pong nor an error");
            rest = rest[frame.Consumed..];
            lines++;
        }
        Property.Holds(rest.IsEmpty && lines == played.Messages, $"{lines} replies and {rest.Length} bytes to {played.Messages} messages");
    }

    // Read by the client's own eyes: what it takes for a reply is written elsewhere than what writes one.
    private static void IsReplies(byte[] bytes, Conversation played)
    {
        int replies = 0;
        ReplyFraming framing = new(new(FramingKind.Resp));
        ReadOnlySpan<byte> rest = played.Reply;
        while (framing.Look(rest) is { Kind: FrameKind.Complete } frame)
        {
            rest = rest[frame.Consumed..];
            replies++;
        }
        Property.Holds(rest.IsEmpty && replies <= played.Messages + 1, $"{replies} replies and {rest.Length} bytes to {played.Messages}");
    }
}
