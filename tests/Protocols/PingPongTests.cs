using System.Buffers;
using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class PingPongTests
{
    private const string Error = "error expected: ping [client [sequence]]\n";

    [Theory]
    [InlineData("ping\n", "pong\n")]
    [InlineData("ping\r\n", "pong\n")]
    [InlineData("ping 3\n", "pong 3\n")]
    [InlineData("ping 3 7\n", "pong 3 7\n")]
    [InlineData("ping 007 0\n", "pong 007 0\n")]
    [InlineData("ping 999999999999999999 999999999999999999\n", "pong 999999999999999999 999999999999999999\n")]
    [InlineData("ping 3 7 anything  at\0all \n", "pong 3 7 anything  at\0all \n")]
    [InlineData("ping 3 7 \n", "pong 3 7 \n")]
    [InlineData("ping 3 7 ends with CR\r\r\n", "pong 3 7 ends with CR\r\r\n")]
    [InlineData("ping 1 1\nping 1 2\nping 1 3\n", "pong 1 1\npong 1 2\npong 1 3\n")]
    public void A_ping_is_answered_with_the_same_text(string said, string answered) => Assert.Equal(answered, Played(said).Reply);

    [Theory]
    [InlineData("\n")]
    [InlineData("Ping\n")]
    [InlineData("pin\n")]
    [InlineData("pingpong\n")]
    [InlineData("ping \n")]
    [InlineData("ping  3\n")]
    [InlineData("ping 3 \n")]
    [InlineData("ping 3  7\n")]
    [InlineData("ping -3\n")]
    [InlineData("ping +3\n")]
    [InlineData("ping 3 x\n")]
    [InlineData("ping 3x\n")]
    [InlineData("ping 3 7x\n")]
    [InlineData("ping\t3\n")]
    [InlineData("ping 1000000000000000000\n")]
    [InlineData("ping 3 1000000000000000000\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    public void Any_other_line_is_an_error_and_the_conversation_goes_on(string said) =>
        Assert.Equal(new(Hex(Error + "pong 1 2\n"), CloseReason.PeerClosed, 2), Played(said + "ping 1 2\n"));

    [Fact]
    public void Client_is_the_number_of_the_last_ping_that_bore_one()
    {
        var protocol = new PingPong();
        using var conversation = new Conversation(protocol);
        Assert.Null(protocol.Client);
        conversation.Receive("ping\nping 3"u8);
        Assert.Null(protocol.Client);
        conversation.Receive(" 7\nping\nnonsense\n"u8);
        Assert.Equal(3, protocol.Client);
        conversation.Receive("ping 4 x\n"u8);
        Assert.Equal(3, protocol.Client);
        conversation.Receive("ping 999999999999999999\n"u8);
        Assert.Equal(999_999_999_999_999_999, protocol.Client);
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(3, 7, "")]
    [InlineData(999_999_999_999_999_999, 999_999_999_999_999_999, "payload of two words")]
    [InlineData(1, 2, "ends with CR\r")]
    public void What_is_asked_is_answered_so_that_it_is_recognised(long client, long sequence, string payload)
    {
        var ping = new ArrayBufferWriter<byte>();
        PingPong.WritePing(ping, client, sequence, Encoding.Latin1.GetBytes(payload));
        byte[] pong = Convert.FromHexString(Conversation.Play(new PingPong(), ping.WrittenMemory).ReplyHex);
        Frame frame = new LineFraming().Look(pong);
        ReadOnlySpan<byte> line = pong.AsSpan(frame.Start, frame.Length);

        Assert.Equal(pong.Length, frame.Consumed);
        Assert.True(PingPong.IsPong(line, client, sequence, Encoding.Latin1.GetBytes(payload)));
        Assert.False(PingPong.IsPong(line, client + (client == 0 ? 1 : -1), sequence, Encoding.Latin1.GetBytes(payload)));
        Assert.False(PingPong.IsPong(line, client, sequence + (sequence == 0 ? 1 : -1), Encoding.Latin1.GetBytes(payload)));
        Assert.False(PingPong.IsPong(line, client, sequence, Encoding.Latin1.GetBytes(payload + "x")));
        Assert.False(PingPong.IsPong(line[..^1], client, sequence, Encoding.Latin1.GetBytes(payload)));
    }

    [Fact]
    public void A_longer_number_is_not_taken_for_its_beginning() => Assert.False(PingPong.IsPong("pong 3 71"u8, 3, 7));

    [Fact]
    public void What_cannot_be_asked_is_refused()
    {
        var target = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentOutOfRangeException>(() => PingPong.WritePing(target, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PingPong.WritePing(target, 0, 1_000_000_000_000_000_000));
        Assert.Throws<ArgumentException>(() => PingPong.WritePing(target, 0, 0, "two\nlines"u8));
        Assert.Equal(0, target.WrittenCount);
    }

    private static Outcome Played(string said) => Conversation.Play(new PingPong(), Encoding.Latin1.GetBytes(said));

    private static string Hex(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text));
}
