using System.Buffers;
using Sockeye.Load;
using Sockeye.Protocols;
using Sockeye.Tests.Protocols;

namespace Sockeye.Fuzz;

/// <summary>
/// Framings: however a stream is cut the messages are the same, none is beyond its frame, what is broken stays broken (which
/// <see cref="Framed"/> watches), looking allocates nothing, and what is written of the messages is read back as them.
/// </summary>
internal static class FramingTargets
{
    // Once for each framing the runtime allocates for itself, and no framing for a message.
    private const int MostBytes = 4096;

    private static readonly LengthPrefixFraming[] Prefixes =
        [new(1), new(2), new(4), new(2, littleEndian: true), new(4, littleEndian: true)];

    private static readonly MessageFraming[] Replies =
    [
        new(FramingKind.Resp), new(FramingKind.Line), new(FramingKind.FixedSize, 1), new(FramingKind.FixedSize, 7),
        new(FramingKind.LengthPrefix, 1), new(FramingKind.LengthPrefix, 2, LittleEndian: true), new(FramingKind.LengthPrefix, 4),
    ];

    internal static IReadOnlyList<Target> All { get; } =
    [
        new("line-framing", Lines, () => Asked("pingpong").Concat(Asked("later"))),
        new("prefix-framing", Prefixed, () => Enumerable.Range(0, Prefixes.Length).SelectMany(kind => Asked("repeat", kind))),
        new("resp-framing", Commands, () => Asked("resp")),
        new("reply-framing", Answers, () => Answered("resp").Concat(Answered("pingpong", 1)).Concat(Asked("repeat", 5))),
    ];

    private static string Lines(byte[] input)
    {
        SteeredStream stream = new(input);
        LineFraming framing = new();
        Framed framed = Cut(framing, stream);
        ComeBack(framing, framed, static (_, target, message) => LineFraming.Write(target, message));
        return Said(framed);
    }

    private static string Prefixed(byte[] input)
    {
        SteeredStream stream = new(input);
        LengthPrefixFraming framing = Prefixes[stream.Kind % Prefixes.Length];
        Framed framed = Cut(framing, stream);
        ComeBack(framing, framed, static (framing, target, message) => framing.Write(target, message));
        return Said(framed);
    }

    private static string Commands(byte[] input) => Said(Cut(new RespFraming(), new(input)));

    private static string Answers(byte[] input)
    {
        SteeredStream stream = new(input);
        return Said(Cut(new ReplyFraming(Replies[stream.Kind % Replies.Length]), stream));
    }

    private static Framed Cut<TFraming>(TFraming framing, SteeredStream stream)
        where TFraming : struct, IFraming
    {
        Framed whole = Framed.Read(framing, stream.Bytes);
        Property.Same(whole, Framed.Read(framing, stream.Bytes, stream.Cuts), $"in pieces up to {string.Join(", ", stream.Cuts)}");
        Property.Same(whole, Framed.Read(framing, stream.Bytes, stream.EveryByte), "byte by byte");
        Property.Allocates(MostBytes, () => Looks(framing, stream));
        return whole;
    }

    private static int Looks<TFraming>(TFraming framing, SteeredStream stream)
        where TFraming : struct, IFraming
    {
        int start = 0;
        for (int end = 1; end <= stream.Bytes.Length; end++)
        {
            Frame frame = framing.Look(stream.Bytes.AsSpan(start..end));
            start += frame.Consumed;
        }
        return start;
    }

    private static void ComeBack<TFraming>(TFraming framing, Framed framed, Action<TFraming, IBufferWriter<byte>, byte[]> write)
        where TFraming : struct, IFraming
    {
        ArrayBufferWriter<byte> stream = new();
        foreach (string message in framed.Messages.Split(' ')) write(framing, stream, Convert.FromHexString(message));
        Framed again = Framed.Read(framing, stream.WrittenSpan);
        bool same = again.Messages == framed.Messages && again.Left == 0;
        Property.Holds(same, $"written: {framed.Messages}\nread:    {again.Messages}, left {again.Left}");
    }

    private static string Said(Framed framed) =>
        framed.Failure is { } failure ? $"broken: {failure}" : framed.Left > 0 ? "incomplete" : "whole";

    private static IEnumerable<byte[]> Asked(string protocol, int kind = 0) => ProtocolTargets.Conversations(protocol)
        .Select(said => SteeredStream.Input(said.Bytes, kind));

    private static IEnumerable<byte[]> Answered(string protocol, int kind = 0) => ProtocolTargets.Conversations(protocol)
        .Select(said => Convert.FromHexString(Conversation.Play(said.Create(), said.Bytes).ReplyHex))
        .Where(reply => reply.Length is > 0 and <= Target.LongestSeed)
        .Select(reply => SteeredStream.Input(reply, kind));
}
