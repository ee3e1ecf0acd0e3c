using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class RespTests
{
    [Theory]
    [InlineData("PING\r\n", "+PONG\r\n")]
    [InlineData("ping\n", "+PONG\r\n")]
    [InlineData("*1\r\n$4\r\nPiNg\r\n", "+PONG\r\n")]
    [InlineData("PING hello\r\n", "$5\r\nhello\r\n")]
    [InlineData("*2\r\n$4\r\nPING\r\n$0\r\n\r\n", "$0\r\n\r\n")]
    [InlineData("PING a b\r\n", "-ERR wrong number of arguments for 'ping' command\r\n")]
    [InlineData("*2\r\n$4\r\nECHO\r\n$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n")]
    [InlineData("ECHO\r\n", "-ERR wrong number of arguments for 'echo' command\r\n")]
    [InlineData("ECHO a b\r\n", "-ERR wrong number of arguments for 'echo' command\r\n")]
    [InlineData("COMMAND\r\n", "*0\r\n")]
    [InlineData("COMMAND DOCS\r\n", "*0\r\n")]
    [InlineData("COMMAND COUNT\r\n", ":0\r\n")]
    [InlineData("CONFIG GET save\r\n", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n")]
    [InlineData("CONFIG GET appendonly\r\n", "*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n")]
    [InlineData("CONFIG GET maxmemory\r\n", "*0\r\n")]
    [InlineData("CONFIG\r\n", "-ERR wrong number of arguments for 'config' command\r\n")]
    [InlineData("CONFIG GET\r\n", "-ERR wrong number of arguments for 'config|get' command\r\n")]
    [InlineData("CONFIG SET a b\r\n", "-ERR unknown subcommand 'SET'\r\n")]
    [InlineData("HELLO\r\n", "-NOPROTO unsupported protocol version\r\n")]
    [InlineData("HELLO 3\r\n", "-NOPROTO unsupported protocol version\r\n")]
    [InlineData("SET a b\r\n", "-ERR unknown command 'SET'\r\n")]
    [InlineData("GET / HTTP/1.1\r\n", "-ERR unknown command 'GET'\r\n")]
    [InlineData("\r\n", "")]
    [InlineData("  \r\n", "")]
    [InlineData("*0\r\n", "")]
    [InlineData("*-1\r\n", "")]
    public void A_command_is_answered_and_the_conversation_goes_on(string said, string answered)
    {
        Outcome outcome = Played(said + "*1\r\n$4\r\nPING\r\n");
        Assert.Equal((answered + "+PONG\r\n", CloseReason.PeerClosed, 2), (outcome.Reply, outcome.Reason, outcome.Messages));
    }

    [Fact]
    public void Quit_closes_and_what_follows_is_not_heard()
    {
        Outcome outcome = Played("QUIT\r\nPING\r\n");
        Assert.Equal(("+OK\r\n", CloseReason.ProtocolClosed, 1), (outcome.Reply, outcome.Reason, outcome.Messages));
    }

    [Fact]
    public void What_breaks_the_framing_is_told_after_the_replies_before_it()
    {
        using var conversation = new Conversation(new Resp());
        conversation.Receive("PING\r\n*blabla\r\nPING\r\n"u8);
        Assert.Equal("+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n", Encoding.Latin1.GetString(conversation.Reply));
        Assert.Equal((CloseReason.ProtocolError, "invalid multibulk length"), (conversation.Reason, conversation.Failure));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nPING\r\n", "")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nPING\r\n", "-ERR unknown command 'GET'\r\n")]
    public void G5_a_web_page_cannot_give_commands(string said, string answered)
    {
        Outcome outcome = Played(said);
        Assert.Equal((answered, CloseReason.ProtocolError), (outcome.Reply, outcome.Reason));
    }

    [Theory]
    [InlineData("*2147483648\r\n")]
    [InlineData("*1\r\n$2147483648\r\n")]
    [InlineData("*1\r\n$99999999999999999999\r\n")]
    public void D5_a_length_that_is_none_is_a_protocol_error(string said) => Assert.Equal(CloseReason.ProtocolError, Played(said).Reason);

    [Fact]
    public void D4_a_length_over_the_limit_is_refused_before_any_of_it_has_come() =>
        Assert.Equal(CloseReason.MessageTooLarge, Played("*2\r\n$4\r\nECHO\r\n$65536\r\n").Reason);

    [Fact]
    public void G9_a_name_comes_back_escaped_and_cut()
    {
        string name = "a\r\nb'\\\u001b%n\u00ff";
        Assert.Equal("-ERR unknown command 'a\\x0d\\x0ab\\x27\\x5c\\x1b%n\\xff'\r\n", Played($"*1\r\n${name.Length}\r\n{name}\r\n").Reply);
        Assert.Equal($"-ERR unknown command '{new string('x', 64)}...'\r\n", Played(new string('x', 60_000) + "\r\n").Reply);
        Assert.Equal($"-ERR unknown command '{new string('x', 64)}'\r\n", Played(new string('x', 64) + "\r\n").Reply);
    }

    private static Outcome Played(string said) => Conversation.Play(new Resp(), Encoding.Latin1.GetBytes(said));
}
