using System.Buffers;
using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class LineFramingTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("a", "", 1)]
    [InlineData("a\n", "a", 0)]
    [InlineData("a\r\nb\nc", "a|b", 1)]
    [InlineData("\n\r\n\n", "||", 0)]
    [InlineData("\r\r\n\ra\r\r\n", "\r|\ra\r", 0)]
    [InlineData("a\r", "", 2)]
    public void B5_a_line_ends_with_LF_or_CRLF_and_may_be_empty(string stream, string lines, int left)
    {
        Framed framed = Framed.Read(new LineFraming(), Encoding.Latin1.GetBytes(stream));
        string expected = string.Join(' ', lines.Split('|').Select(line => Convert.ToHexString(Encoding.Latin1.GetBytes(line))));
        Assert.Equal(new(expected, null, left, 0), framed);
    }

    [Fact]
    public void A_line_that_holds_a_line_feed_is_not_written()
    {
        var target = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => LineFraming.Write(target, "a\nb"u8));
        Assert.Equal(0, target.WrittenCount);
    }
}

public class LengthPrefixFramingTests
{
    [Theory]
    [InlineData(1, false, "03616263" + "00" + "0178", "616263  78")]
    [InlineData(2, false, "0003616263" + "0000", "616263 ")]
    [InlineData(2, true, "0300616263" + "0000", "616263 ")]
    [InlineData(4, false, "00000003616263" + "00000000", "616263 ")]
    [InlineData(4, true, "03000000616263" + "00000000", "616263 ")]
    public void B5_a_message_is_as_long_as_its_prefix_says_also_0(int prefix, bool little, string hex, string messages) =>
        Assert.Equal(new(messages, null, 0, 0), Framed.Read(new LengthPrefixFraming(prefix, little), Convert.FromHexString(hex)));

    [Theory]
    [InlineData(1, false, "ff", 256)]
    [InlineData(2, false, "ffff", 65_537)]
    [InlineData(2, true, "ff7f", 0x7fff + 2)]
    [InlineData(4, false, "7fffffff", 0x7fff_ffffL + 4)]
    [InlineData(4, false, "80000000", 0x8000_0000L + 4)]
    [InlineData(4, false, "fffffffe", 0xffff_fffeL + 4)]
    [InlineData(4, true, "ffffffff", 0xffff_ffffL + 4)]
    [InlineData(4, false, "ffffff", 0)]
    public void D5_a_length_is_announced_without_overflow(int prefix, bool little, string hex, long announced)
    {
        byte[] bytes = [.. Convert.FromHexString(hex)];
        Assert.Equal(new("", null, bytes.Length, announced), Framed.Read(new LengthPrefixFraming(prefix, little), bytes));
    }

    [Fact]
    public void The_default_is_4_bytes_big_endian()
    {
        Assert.Equal(new LengthPrefixFraming(4), default);
        Assert.Equal(4, default(LengthPrefixFraming).PrefixBytes);
        Assert.Equal(uint.MaxValue, default(LengthPrefixFraming).MaxBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(-1)]
    public void A_prefix_has_1_2_or_4_bytes(int prefix) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LengthPrefixFraming(prefix));

    [Fact]
    public void A_message_that_its_prefix_cannot_announce_is_not_written()
    {
        var target = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => new LengthPrefixFraming(1).Write(target, new byte[256]));
        Assert.Throws<ArgumentException>(() => new LengthPrefixFraming(2).Write(target, new byte[65_536]));
        Assert.Equal(0, target.WrittenCount);
        new LengthPrefixFraming(1).Write(target, new byte[255]);
        Assert.Equal(256, target.WrittenCount);
    }
}
