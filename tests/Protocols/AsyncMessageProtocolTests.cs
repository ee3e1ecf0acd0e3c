using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class AsyncMessageProtocolTests
{
    [Theory]
    [InlineData("now a\nb\nc\nnow d\n\n", "now a\nb\nc\nnow d\n\n", CloseReason.PeerClosed, 5)]
    [InlineData("a\nclose\nb\n", "a\nclose\n", CloseReason.ProtocolClosed, 2)]
    [InlineData("a\nnow close\nb\n", "a\nnow close\n", CloseReason.ProtocolClosed, 2)]
    [InlineData("a\nfail\nb\n", "a\nfail\n", CloseReason.ProtocolError, 2)]
    [InlineData("throw\nb\n", "throw\n", CloseReason.HandlerFault, 1)]
    [InlineData("cancel\nb\n", "cancel\n", CloseReason.HandlerFault, 1)]
    [InlineData("wait\nb\n", "", CloseReason.HandlerFault, 1)]
    [InlineData("now a\nb\nthrow\nb\n", "now a\nb\nthrow\n", CloseReason.HandlerFault, 3)]
    public void Messages_are_answered_in_order_whether_at_once_or_later(string said, string answered, CloseReason reason, int messages)
    {
        Outcome outcome = Conversation.Play(new Later(), Encoding.ASCII.GetBytes(said));
        Assert.Equal((answered, reason, messages), (outcome.Reply, outcome.Reason, outcome.Messages));
    }

    [Fact]
    public void A_message_that_is_answered_at_once_neither_waits_nor_asks_for_a_token()
    {
        using var conversation = new Conversation(new Later());
        conversation.Receive("now a\nnow b\n"u8);
        Assert.Equal((1, false), (conversation.Calls, conversation.AskedForEnded));
        // How many calls that takes is the pool's affair: what is answered before anybody asks has been answered at once.
        conversation.Receive("later\n"u8);
        Assert.True(conversation.AskedForEnded);
    }

    [Fact]
    public async Task The_message_of_a_task_outlives_the_bytes_it_came_in()
    {
        var held = new Held();
        using var conversation = new Conversation(new Later());
        byte[] bytes = "first\nsecond\n"u8.ToArray();
        Next next = ((IProtocol)held).Received(bytes, conversation, out int consumed);
        Assert.Equal((NextKind.Wait, 6, 1), (next.Kind, consumed, held.Messages));
        bytes.AsSpan().Fill((byte)'x');
        held.Answer.SetResult();
        await next.Task!;
        Assert.Equal("first", held.Text);
    }

    [Fact]
    public void A_task_that_fails_at_once_is_a_handler_fault()
    {
        var held = new Held();
        held.Answer.SetException(new InvalidOperationException("asked for"));
        Assert.Equal(CloseReason.HandlerFault, Conversation.Play(held, "a\n"u8.ToArray()).Reason);
    }

    private sealed class Held : AsyncMessageProtocol<LineFraming>
    {
        internal TaskCompletionSource Answer { get; } = new();

        internal string? Text { get; private set; }

        protected override async ValueTask<Next> Message(ReadOnlyMemory<byte> message, IReply reply)
        {
            await Answer.Task;
            Text = Encoding.ASCII.GetString(message.Span);
            return Next.Read;
        }
    }
}
