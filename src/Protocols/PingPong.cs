using System.Buffers;
using System.Globalization;

namespace Sockeye.Protocols;

/// <summary>
/// The lesson's protocol, of lines: <c>ping</c>, <c>ping 3</c> (client), <c>ping 3 7</c> (client and sequence) or
/// <c>ping 3 7 anything</c> is answered <c>pong</c> with the same text; any other line is answered with an error, and
/// the conversation goes on. Numbers are decimal, not negative, of up to 18 digits.
/// </summary>
public sealed class PingPong : MessageProtocol<LineFraming>
{
    private const long MaxNumber = 999_999_999_999_999_999;
    private const long Nobody = -1;
    private long _client = Nobody;

    /// <summary>The number of the client in the last ping that bore one.</summary>
    public override long? Client => _client == Nobody ? null : _client;

    /// <summary>Writes the line <c>ping client sequence</c>, or <c>ping client sequence payload</c>.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="sequence">The ping's number.</param>
    /// <param name="payload">What is to come back with the pong; none where it is empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or has more than 18 digits.</exception>
    /// <exception cref="ArgumentException">The payload holds a line feed.</exception>
    public static void WritePing(IBufferWriter<byte> target, long client, long sequence, ReadOnlySpan<byte> payload = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (payload.Contains((byte)'\n')) throw new ArgumentException("A payload cannot hold a line feed.", nameof(payload));
        Span<byte> head = stackalloc byte[HeadBytes];
        target.Write(head[..WriteHead(head, "ping"u8, client, sequence)]);
        if (!payload.IsEmpty)
        {
            target.Write(" "u8);
            target.Write(payload);
        }

        target.Write(LineFraming.Ending(payload));
    }

    /// <summary>Whether a line is the pong to the ping of these numbers and this payload.</summary>
    /// <param name="line">The line without its ending.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="sequence">The ping's number.</param>
    /// <param name="payload">The ping's payload.</param>
    /// <returns>True where it is, byte for byte.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or has more than 18 digits.</exception>
    public static bool IsPong(ReadOnlySpan<byte> line, long client, long sequence, ReadOnlySpan<byte> payload = default)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        int length = WriteHead(head, "pong"u8, client, sequence);
        if (!line.StartsWith(head[..length])) return false;
        ReadOnlySpan<byte> rest = line[length..];
        return payload.IsEmpty ? rest.IsEmpty : rest is [(byte)' ', ..] && rest[1..].SequenceEqual(payload);
    }

    /// <inheritdoc/>
    protected override Next Message(ReadOnlySpan<byte> message, IReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (!IsPing(message, ref _client))
        {
            reply.Write("error expected: ping [client [sequence]]\n"u8);
            return Next.Read;
        }

        // One span for the whole line: most of what a ping costs here would else be asking for three.
        ReadOnlySpan<byte> ending = LineFraming.Ending(message);
        Span<byte> line = reply.GetSpan(message.Length + ending.Length);
        message.CopyTo(line);
        "pong"u8.CopyTo(line);
        ending.CopyTo(line[message.Length..]);
        reply.Advance(message.Length + ending.Length);
        return Next.Read;
    }

    private static bool IsPing(ReadOnlySpan<byte> line, ref long client)
    {
        if (!line.StartsWith("ping"u8)) return false;
        ReadOnlySpan<byte> rest = line["ping".Length..];
        if (rest.IsEmpty) return true;
        if (!TakeNumber(ref rest, out long first) || !(rest.IsEmpty || (TakeNumber(ref rest, out _) && rest is [] or [(byte)' ', ..])))
            return false;
        client = first;
        return true;
    }

    // Takes « 123» off the front; a number ends where its digits do, and the caller looks at what follows.
    private static bool TakeNumber(ref ReadOnlySpan<byte> rest, out long number)
    {
        number = 0;
        if (rest is not [(byte)' ', ..]) return false;
        int end = 1;
        for (; end < rest.Length && char.IsAsciiDigit((char)rest[end]); end++)
        {
            if (end > Digits.Max) return false;
            number = number * 10 + (rest[end] - '0');
        }
        rest = rest[end..];
        return end > 1;
    }

    private static int HeadBytes => "ping".Length + 2 * (1 + Digits.Max);

    private static int WriteHead(Span<byte> head, ReadOnlySpan<byte> word, long client, long sequence)
    {
        word.CopyTo(head);
        int length = word.Length;
        length += WriteNumber(head[length..], client, nameof(client));
        return length + WriteNumber(head[length..], sequence, nameof(sequence));
    }

    private static int WriteNumber(Span<byte> target, long number, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxNumber, name);
        target[0] = (byte)' ';
        number.TryFormat(target[1..], out int digits, provider: CultureInfo.InvariantCulture);
        return 1 + digits;
    }
}
