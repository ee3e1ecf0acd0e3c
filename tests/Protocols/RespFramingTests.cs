using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class RespFramingTests
{
    [Theory]
    [InlineData("*1\r\n$4\r\nPING\r\n")]
    [InlineData("*2\r\n$4\r\nECHO\r\n$4\r\n\r\n\n\r\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*-10\r\n")]
    public void An_array_is_a_message_with_its_framing(string array) =>
        Assert.Equal(new(Hex(array) + " " + Hex(array), null, 0, 0), Read(array + array));

    [Theory]
    [InlineData("PING\r\n", "PING")]
    [InlineData("PING a  b\n", "PING a  b")]
    [InlineData("\r\n", "")]
    [InlineData("\t\n", "\t")]
    public void A_line_is_a_message_without_its_ending(string line, string message) =>
        Assert.Equal(new(Hex(message) + " " + Hex(message), null, 0, 0), Read(line + line));

    [Theory]
    [InlineData("*1025\r\n", "invalid multibulk length")]
    [InlineData("*20000\r\n", "invalid multibulk length")]
    [InlineData("*99999999999999999999\r\n", "invalid multibulk length")]
    [InlineData("*\r\n", "invalid multibulk length")]
    [InlineData("*01\r\n", "invalid multibulk length")]
    [InlineData("*+1\r\n", "invalid multibulk length")]
    [InlineData("*1\n", "invalid multibulk length")]
    [InlineData("*\n", "invalid multibulk length")]
    [InlineData("*11111111111111111111111111111111", "invalid multibulk length")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$536870913\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$blabla\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$00000000000000000000000000000000", "invalid bulk length")]
    [InlineData("*1\r\nPING\r\n", "expected '$'")]
    [InlineData("*1\r\n$4\r\nPINGxx", "expected CRLF after a bulk string")]
    [InlineData("*1\r\n$4\r\nPINGx\n", "expected CRLF after a bulk string")]
    [InlineData("*1\r\n$4\r\nPING\rx", "expected CRLF after a bulk string")]
    [InlineData("*1\r\n$0\r\n\n\r", "expected CRLF after a bulk string")]
    [InlineData("\0", "expected a command")]
    [InlineData("\u0016\u0003\u0001", "expected a command")]
    public void D5_what_breaks_the_framing_is_named_and_stays_broken(string stream, string failure) =>
        Assert.Equal(new(Hex("PING"), failure, 0, 0), Read("PING\r\n" + stream));

    [Theory]
    [InlineData("*1\r\n$536870912\r\n", 16 + 536_870_912L + 2)]
    [InlineData("*2\r\n$0\r\n\r\n$70000\r\nxx", 18 + 70_000 + 2)]
    [InlineData("*1\r\n$4\r\nPING\r", 14)]
    [InlineData("*1\r\n$4\r", 0)]
    [InlineData("*1\r\n", 0)]
    [InlineData("*1024\r", 0)]
    [InlineData("PING", 0)]
    public void D4_a_bulk_string_announces_what_is_to_come(string stream, long announced) =>
        Assert.Equal(new("", null, stream.Length, announced), Read(stream));

    [Fact]
    public void Only_what_can_be_read_is_in_the_arguments()
    {
        Assert.Equal(["ECHO", "", "a\r\nb", "*"], Words("*4\r\n$4\r\nECHO\r\n$0\r\n\r\n$4\r\na\r\nb\r\n$1\r\n*\r\n"));
        Assert.Equal(["ECHO", "\"a", "b\"", "c"], Words(" ECHO\t\"a b\"  \r c "));
        Assert.Empty(Words(" \t "));
        Assert.Empty(Words("*0\r\n"));
        Assert.Empty(Words("*-1\r\n"));
    }

    private static List<string> Words(string message)
    {
        var words = new List<string>();
        var arguments = new RespArguments(Encoding.Latin1.GetBytes(message));
        while (arguments.Take(out ReadOnlySpan<byte> word)) words.Add(Encoding.Latin1.GetString(word));
        Assert.False(arguments.Take(out _));
        return words;
    }

    private static Framed Read(string stream) => Framed.Read(new RespFraming(), Encoding.Latin1.GetBytes(stream));

    private static string Hex(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text));
}
