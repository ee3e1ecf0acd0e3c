using System.Text;
using Sockeye.Fuzz;
using Sockeye.Load;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Where a reply ends, to the client.</summary>
public class ReplyFramingTests
{
    private static readonly MessageFraming Resp = new(FramingKind.Resp);

    [Theory]
    [InlineData("+OK\r\n", "OK")]
    [InlineData("+\r\n", "")]
    [InlineData("+a\rb\nc\r\n", "a\rb\nc")]
    [InlineData("-ERR no\r\n", "-ERR no")]
    [InlineData(":12\r\n", "12")]
    [InlineData("$5\r\na\r\nbc\r\n", "a\r\nbc")]
    [InlineData("$0\r\n\r\n", "")]
    [InlineData("$-1\r\n", "")]
    [InlineData("*0\r\n", "*0\r\n")]
    [InlineData("*-1\r\n", "*-1\r\n")]
    [InlineData("*2\r\n$1\r\na\r\n*1\r\n:1\r\n", "*2\r\n$1\r\na\r\n*1\r\n:1\r\n")]
    public void A_reply_of_Redis_is_found_whole(string reply, string handed) =>
        Assert.Equal(new(Hex(handed) + " " + Hex(handed), null, 0, 0), Read(Resp, reply + reply));

    [Theory]
    [InlineData("PONG\r\n")]
    [InlineData("$5x\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$-0\r\n")]
    [InlineData("$\r\n")]
    [InlineData("$2147483648\r\n")]
    [InlineData("*1\r\nx")]
    [InlineData("$1\r\nabc")]
    [InlineData("*00000000000000000000000000000000")]
    public void What_is_none_is_broken_and_stays_so(string stream) =>
        Assert.Equal(new(Hex("OK"), "no reply of Redis", 0, 0), Read(Resp, "+OK\r\n" + stream));

    [Fact]
    public void A_string_announces_what_is_to_come_within_an_array_too() =>
        Assert.Equal(new("", null, 14, 4 + 7 + 2 * 1000 + 2), Read(Resp, "*2\r\n$2000\r\nabc"));

    [Fact]
    public void D5_the_largest_length_is_announced_without_overflow() =>
        Assert.Equal(new("", null, 13, 13 + 0x7fff_ffffL + 2), Read(Resp, "$2147483647\r\n"));

    [Fact]
    public void Arrays_as_deep_as_a_reply_is_long_are_read_all_the_same()
    {
        string nested = string.Concat(Enumerable.Repeat("*1\r\n", 200_000)) + ":1\r\n";
        Assert.Equal(new(Hex(nested), null, 0, 0), Read(Resp, nested));
    }

    [Fact]
    public void G11_a_line_byte_by_byte() => Worst(Resp, n => "+" + new string('\r', n));

    [Fact]
    public void G11_a_string_byte_by_byte() => Worst(Resp, n => $"*2\r\n$1\r\na\r\n${n}\r\n{new string('\n', n)}");

    [Fact]
    public void G11_an_array_of_many_byte_by_byte() => Worst(Resp, n => "*2147483647\r\n" + Repeated("$-1\r\n", n / 5));

    [Fact]
    public void G11_an_array_of_arrays_byte_by_byte() => Worst(Resp, n => Repeated("*2\r\n", n / 4));

    [Fact]
    public void G11_a_line_of_text_byte_by_byte() => Worst(MessageFraming.Line, n => new('x', n));

    [Fact]
    public void G11_a_message_with_its_length_byte_by_byte() =>
        Worst(new(FramingKind.LengthPrefix, 4), n => "\0\u0080\0\0" + new string('x', n));

    [Fact]
    public void G11_a_message_of_fixed_size_byte_by_byte() => Worst(new(FramingKind.FixedSize, 1 << 20), n => new('x', n));

    private static void Worst(MessageFraming framing, Func<int, string> input) =>
        LinearTime.HoldsByteByByte(new ReplyFraming(framing), input);

    private static Framed Read(MessageFraming framing, string stream) =>
        Framed.Read(new ReplyFraming(framing), Encoding.Latin1.GetBytes(stream));

    private static string Hex(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text));

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
