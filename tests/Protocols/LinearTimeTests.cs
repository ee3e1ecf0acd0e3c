using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

/// <summary>G11: the worst that a peer can send costs time in proportion to its length, whole or byte by byte.</summary>
public class LinearTimeTests
{
    [Fact]
    public void A_line_byte_by_byte() => ByteByByte(new LineFraming(), n => new('x', n));

    [Fact]
    public void A_message_with_a_prefix_byte_by_byte() => ByteByByte(new LengthPrefixFraming(4), n => "\0\u0080\0\0" + new string('x', n));

    [Fact]
    public void A_command_of_a_line_byte_by_byte() => ByteByByte(new RespFraming(), n => "PING " + new string('\r', n));

    [Fact]
    public void A_command_of_one_long_string_byte_by_byte() =>
        ByteByByte(new RespFraming(), n => $"*2\r\n$4\r\nECHO\r\n${n}\r\n{new string('\n', n)}");

    [Fact]
    public void A_command_of_many_strings_byte_by_byte() => ByteByByte(
        new RespFraming(), n => "*1024\r\n" + Repeated($"${n / 1024}\r\n{new string('\n', n / 1024)}\r\n", 1023));

    [Fact]
    public void Pings() => Whole("pingpong", n => Repeated("ping 1 1\n", n / 9));

    [Fact]
    public void Empty_lines() => Whole("pingpong", n => new('\n', n));

    [Fact]
    public void A_number_of_endless_digits() => Whole("pingpong", n => "ping " + new string('1', n) + "\n");

    [Fact]
    public void A_command_of_many_spaces() => Whole("resp", n => "PING" + new string(' ', n) + "x\r\n");

    [Fact]
    public void Many_empty_commands() => Whole("resp", n => Repeated("*0\r\n", n / 4));

    [Fact]
    public void Commands_of_many_empty_strings() => Whole("resp", n => Repeated("*1000\r\n" + Repeated("$0\r\n\r\n", 1000), n / 6000));

    [Fact]
    public void Bytes_to_echo() => Whole("echo", n => new('x', n));

    [Theory, InlineData("pingpong", "ping 1 1\n"), InlineData("echo", "x"), InlineData("resp", "*1\r\n$4\r\nPING\r\n")]
    [InlineData("repeat", "\0\u0003\u0002ab"), InlineData("later", "now a\n")]
    public void Messages_byte_by_byte(string protocol, string message) => LinearTime.Holds(
        n => Repeated(message, n / message.Length),
        bytes =>
        {
            using var conversation = new Conversation(Corpus.Protocols[protocol](), keepReply: false);
            for (int i = 0; i < bytes.Length; i++) conversation.Receive(bytes.AsSpan(i, 1));
            if (conversation.Reason is not null) throw new InvalidOperationException("not the worst");
        });

    private static void ByteByByte<TFraming>(TFraming framing, Func<int, string> input)
        where TFraming : struct, IFraming => LinearTime.HoldsByteByByte(framing, input);

    private static void Whole(string protocol, Func<int, string> input) => LinearTime.Holds(
        input,
        bytes =>
        {
            using var conversation = new Conversation(Corpus.Protocols[protocol](), maxMessageBytes: bytes.Length + 1, keepReply: false);
            conversation.Receive(bytes);
            if (conversation.Reason is not null) throw new InvalidOperationException("not the worst");
        });

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
