using System.Buffers;
using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class MessageProtocolTests
{
    [Fact]
    public void B4_all_messages_that_came_together_are_answered_in_one_call()
    {
        using var conversation = new Conversation(new PingPong());
        conversation.Receive(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ping 1 1\n", 1000)) + "pin"));
        Assert.Equal((9000, 1000, 3), (conversation.LargestReply, conversation.Messages, conversation.Left));
        conversation.Receive("g\n"u8);
        Assert.Equal((9005, 1001, 0), (conversation.Reply.Length, conversation.Messages, conversation.Left));
    }

    [Fact]
    public void D8_once_much_reply_is_unsent_further_messages_wait()
    {
        using var conversation = new Conversation(new PingPong());
        conversation.Receive(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ping 1 1\n", 10_000))));
        Assert.Equal((90_000, 10_000, 0), (conversation.Reply.Length, conversation.Messages, conversation.Left));
        Assert.InRange(conversation.LargestReply, 1, MessageProtocol<LineFraming>.ReplyBoundBytes + 9);
        Assert.InRange(conversation.Calls, 6, 7);
    }

    [Fact]
    public void The_messages_behind_a_long_stream_are_handled_although_its_last_piece_consumed_nothing()
    {
        // The last piece of the stream exceeds the bound by itself, in a call that consumes nothing.
        byte[] stream = [0x50, 0x01, 2, .. new byte[0x5000], 0, 2, 1, (byte)'x'];
        using var conversation = new Conversation(new Repeat());
        conversation.Receive(stream);
        Assert.Equal((2, 0), (conversation.Messages, conversation.Left));
        Assert.True(conversation.Reply.EndsWith("x"u8));
        Assert.Equal("hello ".Length + 2 * 0x5000 + 1, conversation.Reply.Length);
    }

    [Theory]
    [InlineData("\0\u0006\u0003again", "hello againagainagain", CloseReason.PeerClosed, 1)]
    [InlineData("\0\u0002\u0002a\0\u0002\u0001b", "hello aab", CloseReason.PeerClosed, 2)]
    [InlineData("\0\u0002\u0002a\0\u0009\u0002unf", "hello aa unfinished unfinished", CloseReason.PeerClosed, 1)]
    [InlineData("\0", "hello  unfinished unfinished", CloseReason.PeerClosed, 0)]
    [InlineData("\0\u0002\u0002a\0\0\0\u0002\u0001b", "hello aa", CloseReason.ProtocolError, 2)]
    public void More_is_continued_before_the_next_message(string said, string answered, CloseReason reason, int messages)
    {
        Outcome outcome = Conversation.Play(new Repeat(), Encoding.Latin1.GetBytes(said));
        Assert.Equal((answered, reason, messages), (outcome.Reply, outcome.Reason, outcome.Messages));
    }

    [Fact]
    public void Each_piece_of_a_stream_is_a_call_of_its_own()
    {
        using var conversation = new Conversation(new Repeat());
        conversation.Receive("\0\u0006\u0064again"u8);
        Assert.Equal(6 + 500, conversation.Reply.Length);
        Assert.Equal(6, conversation.LargestReply);
        Assert.Equal(1 + 100, conversation.Calls); // one for the greeting
    }

    [Fact]
    public void D4_the_length_of_an_incomplete_message_is_announced()
    {
        using var conversation = new Conversation(new Repeat(), maxMessageBytes: 100);
        conversation.Receive([0, 98]);
        Assert.Null(conversation.Reason);
        using var refused = new Conversation(new Repeat(), maxMessageBytes: 100);
        refused.Receive([0, 99]);
        Assert.Equal(CloseReason.MessageTooLarge, refused.Reason);
    }

    [Fact]
    public void A_wait_goes_on_with_the_messages_that_are_left()
    {
        var protocol = new Waits();
        Outcome outcome = Conversation.Play(protocol, "a\nb\nc"u8.ToArray());
        Assert.Equal(("<open>a<waited>b<waited>", CloseReason.PeerClosed, 2), (outcome.Reply, outcome.Reason, outcome.Messages));
        Assert.Equal(CloseReason.PeerClosed, protocol.Reason);
    }

    [Theory]
    [InlineData("close", "<open>a<waited>", CloseReason.ProtocolClosed)]
    [InlineData("fail", "<open>a<waited>", CloseReason.ProtocolError)]
    [InlineData("throw", "<open>a<waited>", CloseReason.HandlerFault)] // what was written before is sent
    public void No_message_is_handled_after_the_end(string end, string answered, CloseReason reason)
    {
        var protocol = new Waits();
        Outcome outcome = Conversation.Play(protocol, Encoding.ASCII.GetBytes($"a\n{end}\nb\n"));
        Assert.Equal((answered, reason, 2), (outcome.Reply, outcome.Reason, outcome.Messages));
        Assert.Equal(reason, protocol.Reason);
    }

    private sealed class Waits : MessageProtocol<LineFraming>
    {
        internal CloseReason? Reason { get; private set; }

        public override void Closed(CloseReason reason)
        {
            Assert.Null(Reason);
            Reason = reason;
        }

        protected override Next Open(IReply reply) => Next.Wait(Write(reply, "<open"));

        protected override Next Message(ReadOnlySpan<byte> message, IReply reply) => Encoding.Latin1.GetString(message) switch
        {
            "close" => Next.Close,
            "fail" => Next.Fail("asked for"),
            "throw" => throw new InvalidOperationException("asked for"),
            string text => Next.Wait(Write(reply, text + "<waited")),
        };

        protected override Next Waited(IReply reply)
        {
            reply.Write(">"u8);
            return Next.Read;
        }

        private static async Task Write(IReply reply, string text)
        {
            await Task.Yield();
            reply.Write(Encoding.Latin1.GetBytes(text));
        }
    }
}
