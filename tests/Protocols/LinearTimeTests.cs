using System.Diagnostics;
using System.Text;
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

    private static void ByteByByte<TFraming>(TFraming framing, Func<int, string> input)
        where TFraming : struct, IFraming => Linear(
        input,
        bytes =>
        {
            TFraming fresh = framing;
            for (int come = 1; come <= bytes.Length; come++)
            {
                if (fresh.Look(bytes.AsSpan(0, come)).Kind != FrameKind.Incomplete) throw new InvalidOperationException("not the worst");
            }
        });

    private static void Whole(string protocol, Func<int, string> input) => Linear(
        input,
        bytes =>
        {
            using var conversation = new Conversation(Corpus.Protocols[protocol](), maxMessageBytes: bytes.Length + 1, keepReply: false);
            conversation.Receive(bytes);
            if (conversation.Reason is not null) throw new InvalidOperationException("not the worst");
        });

    // One input against ten of a tenth of its length, since what else the machine does adds more to what takes longer; and the
    // shortest of several, since it can only add. A cost that is linear shows as 1, one that is quadratic as 10.
    private static void Linear(Func<int, string> input, Action<byte[]> play)
    {
        byte[] tenth = Encoding.Latin1.GetBytes(input(12_000));
        byte[] whole = Encoding.Latin1.GetBytes(input(120_000));
        TimeSpan ten = TimeSpan.MaxValue, one = TimeSpan.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++) play(tenth);
            ten = Min(ten, Stopwatch.GetElapsedTime(start));
            start = Stopwatch.GetTimestamp();
            play(whole);
            one = Min(one, Stopwatch.GetElapsedTime(start));
        }

        Assert.True(one <= 4 * ten + TimeSpan.FromMilliseconds(5), $"{one.TotalMicroseconds} µs, and {ten.TotalMicroseconds} µs for ten");
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
