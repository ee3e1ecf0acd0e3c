using System.Text;
using System.Text.RegularExpressions;

namespace Sockeye.Load;

/// <summary>What the clients of a plan say, and which replies are right: the same for all clients, and it keeps nothing of any.
/// One for each thread, since it has a place to write in.</summary>
internal sealed class Speech
{
    // Of the lesson's protocol, whose replies are as long as its pings.
    private const int LongestLine = 1024;
    private const int LongestReply = 1024 * 1024;

    private readonly MessageTemplate _message;
    private readonly MessageTemplate? _expected;
    private readonly Regex? _pattern;
    private readonly byte[]? _constant;
    private readonly byte[] _scratch;
    private readonly byte[] _expectedBytes;
    private readonly char[] _characters = [];

    private Speech(ClientPlan plan)
    {
        Framing = plan.Framing ?? (plan.Protocol == PingProtocol.Resp ? new(FramingKind.Resp) : MessageFraming.Line);
        string message = plan.Message ?? OwnMessage(plan.Protocol);
        _message = new(message, plan.MessageBytes ?? 0);
        (_expected, _pattern) = Expected(plan, message);
        bool own = plan is { Protocol: PingProtocol.PingPong, Message: null, Expect: null, MessageBytes: null, Framing: null };
        MostReplyBytes = own ? LongestLine : Math.Max(LongestReply, Framing.Kind == FramingKind.FixedSize ? Framing.Bytes : 0);
        MostMessageBytes = Frames.MostBytes(Framing, _message.MostBytes);
        _scratch = new byte[_message.MostBytes];
        _expectedBytes = new byte[_expected?.MostBytes ?? 0];
        if (_pattern is not null) _characters = new char[MostReplyBytes];
        if (!_message.IsConstant) return;
        byte[] framed = new byte[MostMessageBytes];
        _constant = framed[..WriteAnew(framed, 0, 0)];
    }

    /// <summary>Where messages end, and replies.</summary>
    internal MessageFraming Framing { get; }

    /// <summary>The most bytes that a message has, with its framing.</summary>
    internal int MostMessageBytes { get; }

    /// <summary>How many bytes every message has; null where its numbers change that.</summary>
    internal int? ConstantBytes => _constant?.Length;

    /// <summary>The longest reply that is read, in bytes.</summary>
    internal int MostReplyBytes { get; }

    /// <exception cref="ArgumentException">The plan's message cannot be framed, or its expression is none.</exception>
    internal static Speech Of(ClientPlan plan) => new(plan);

    /// <summary>Writes a ping, framed.</summary>
    /// <returns>How many bytes it has.</returns>
    internal int Write(Span<byte> target, int client, long sequence)
    {
        if (_constant is null) return WriteAnew(target, client, sequence);
        _constant.CopyTo(target);
        return _constant.Length;
    }

    /// <summary>Whether a reply, taken out of its framing, is the one to a ping of these numbers.</summary>
    internal bool IsRight(ReadOnlySpan<byte> reply, int client, long sequence)
    {
        if (_expected is not null) return reply.SequenceEqual(Expected(client, sequence));
        if (Framing.Kind == FramingKind.Resp && reply is [(byte)'-', ..]) return false;
        if (_pattern is null) return true;
        int length = Encoding.Latin1.GetChars(reply, _characters);
        return _pattern.IsMatch(_characters.AsSpan(0, length));
    }

    /// <summary>What is wrong with a reply that is not right.</summary>
    internal ClientFailure Wrong(ReadOnlySpan<byte> reply, int client, long sequence)
    {
        string got = Quoted.Text(reply);
        if (_pattern is not null) return new(FailureKind.WrongReply, $"expected a match of {_pattern}, got {got}");
        if (_expected is null) return new(FailureKind.WrongReply, $"the server says {got}");
        ReadOnlySpan<byte> expected = Expected(client, sequence);
        int offset = reply.CommonPrefixLength(expected);
        return new(FailureKind.WrongReply, $"expected {Quoted.Text(expected)}, got {got} (differs at byte {offset})");
    }

    private ReadOnlySpan<byte> Expected(int client, long sequence) =>
        _expectedBytes.AsSpan(0, _expected!.Write(_expectedBytes, client, sequence));

    private int WriteAnew(Span<byte> target, int client, long sequence) =>
        Frames.Write(Framing, target, _scratch.AsSpan(0, _message.Write(_scratch, client, sequence)));

    private static string OwnMessage(PingProtocol protocol) => protocol switch
    {
        PingProtocol.PingPong => "ping {client} {seq}",
        PingProtocol.Echo => "{client} {seq}",
        _ => "PING",
    };

    private static (MessageTemplate? Text, Regex? Pattern) Expected(ClientPlan plan, string message) => plan switch
    {
        { Expect.Kind: ExpectationKind.Anything } => (null, null),
        { Expect.Kind: ExpectationKind.Text } => (new(plan.Expect.Text), null),
        { Expect.Kind: ExpectationKind.Regex } => (null, new(plan.Expect.Text, RegexOptions.CultureInvariant)),
        { Protocol: PingProtocol.Echo } => (new(message, plan.MessageBytes ?? 0), null),
        { Message: not null } => (null, null),
        { Protocol: PingProtocol.PingPong } => (new("pong {client} {seq}", plan.MessageBytes ?? 0), null),
        // A PING with an argument is answered by it.
        _ when plan.MessageBytes > message.Length + 1 => (new(Filling(message, plan.MessageBytes.Value)), null),
        _ => (new("PONG"), null),
    };

    private static string Filling(string message, int bytes)
    {
        byte[] filled = new byte[bytes];
        new MessageTemplate(message, bytes).Write(filled, 0, 0);
        return Encoding.ASCII.GetString(filled)[(message.Length + 1)..];
    }
}
