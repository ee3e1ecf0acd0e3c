using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class EchoTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Echo.PieceBytes)]
    [InlineData(Echo.PieceBytes + 1)]
    [InlineData(1_000_000)]
    public void B1_every_byte_comes_back_in_bounded_pieces(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        using var conversation = new Conversation(new Echo());
        conversation.Receive(bytes);
        conversation.End();
        Assert.True(conversation.Reply.SequenceEqual(bytes));
        Assert.Equal(CloseReason.PeerClosed, conversation.Reason);
        Assert.True(conversation.LargestReply <= Echo.PieceBytes);
    }

    [Theory, InlineData(1), InlineData(1000)]
    public void It_keeps_the_limit_of_what_one_call_may_write(int limit)
    {
        byte[] bytes = new byte[4 * 1000];
        using var conversation = new Conversation(new Echo(), maxReplyBytes: limit);
        conversation.Receive(bytes);
        conversation.End();
        Assert.Equal((CloseReason.PeerClosed, bytes.Length), (conversation.Reason, conversation.Reply.Length));
    }
}
