using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

/// <summary>What messages cost in memory: nothing where they are answered at once, little where they are hostile.</summary>
public class AllocationTests
{
    [Theory]
    [InlineData("pingpong", "ping 12 345 payload\n")]
    [InlineData("pingpong", "nonsense\n")]
    [InlineData("echo", "ping 12 345 payload\n")]
    [InlineData("resp", "PING\r\n")]
    [InlineData("resp", "*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n")]
    [InlineData("resp", "*2\r\n$6\r\nwhat\r\n\r\n$5\r\nhello\r\n")]
    [InlineData("later", "now this\n")]
    public void A_message_that_is_answered_at_once_allocates_nothing(string protocol, string message)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(message, 16)));
        using var conversation = new Conversation(Corpus.Protocols[protocol](), keepReply: false);
        conversation.Receive(bytes.AsSpan(0, 2));
        long before = conversation.SentBytes;
        Allocated(100);
        long hundred = conversation.SentBytes - before;
        // The runtime allocates some hundred bytes now and then, where it compiles anew; a message never, and at least 24 a time.
        Assert.InRange(Allocated(2_000), 0, 2_000 * 16 - 1);
        Assert.Equal(20 * hundred, conversation.SentBytes - before - hundred);

        // Sixteen messages in two pieces, so that one of them comes in two.
        long Allocated(int rounds)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
            {
                conversation.Receive(bytes.AsSpan(2));
                conversation.Receive(bytes.AsSpan(0, 2));
            }

            return GC.GetAllocatedBytesForCurrentThread() - allocated;
        }
    }

    [Theory]
    [InlineData("resp", "*1\r\n$536870912\r\n")]
    [InlineData("resp", "*1\r\n$65537\r\n")]
    [InlineData("resp", "*2147483647\r\n")]
    [InlineData("repeat", "\u00ff\u00ff")]
    public void D4_a_hostile_length_allocates_little(string protocol, string said)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(said);
        Conversation.Play(Corpus.Protocols[protocol](), bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Outcome outcome = Conversation.Play(Corpus.Protocols[protocol](), bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(outcome.Reason is CloseReason.MessageTooLarge or CloseReason.ProtocolError, $"{outcome}");
        Assert.InRange(allocated, 1, 4096);
    }
}
