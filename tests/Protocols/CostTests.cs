using System.Diagnostics;
using System.Text;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

/// <summary>What messages cost: no memory where they are good, bounded memory and linear time where they are as bad as can be.</summary>
public class CostTests
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
        byte[] bytes = Encoding.Latin1.GetBytes(Repeated(message, 16) + message[..2]);
        using var conversation = new Conversation(Corpus.Protocols[protocol]());
        long Allocated(int rounds)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
            {
                conversation.Receive(bytes.AsSpan(0, bytes.Length - 2));
                conversation.Receive(bytes.AsSpan(bytes.Length - 2));
                conversation.Receive(bytes.AsSpan(2, message.Length - 2));
                conversation.Forget();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(100);
        Assert.Equal(0, Allocated(2_000));
        Assert.Null(conversation.Reason);
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

    // Each is the worst that a stream of n bytes can do, offered whole or byte by byte.
    public static TheoryData<string, bool, Func<int, string>> WorstCases => new()
    {
        { "pingpong", true, n => new('x', n) },
        { "pingpong", true, n => "ping 1 1 " + new string('\r', n) },
        { "pingpong", false, n => "ping " + new string('1', n) + "\n" },
        { "pingpong", false, n => new('\n', n) },
        { "resp", true, n => $"*2\r\n$4\r\nECHO\r\n${n}\r\n{new string('\n', n)}\r\n" },
        { "resp", true, n => "PING " + new string('x', n) },
        { "resp", false, n => "PING" + new string(' ', n) + "x\r\n" },
        { "resp", false, n => Repeated("*0\r\n", n / 4) },
        { "resp", false, n => Repeated("*1000\r\n" + Repeated("$0\r\n\r\n", 1000), n / 6000) },
        { "repeat", true, n => "\u00ff\u00ff\0" + new string('x', Math.Min(n, 65_534)) },
        { "echo", false, n => new('x', n) },
    };

    [Theory]
    [MemberData(nameof(WorstCases))]
    public void G11_one_input_of_ten_times_the_length_takes_about_as_long_as_ten(string protocol, bool byteByByte, Func<int, string> input)
    {
        byte[] small = Encoding.Latin1.GetBytes(input(6_000));
        byte[] large = Encoding.Latin1.GetBytes(input(60_000));
        double Time(byte[] bytes, int times)
        {
            long start = Stopwatch.GetTimestamp();
            int step = byteByByte ? 1 : bytes.Length;
            for (int i = 0; i < times; i++)
            {
                using var conversation = new Conversation(Corpus.Protocols[protocol](), maxMessageBytes: 100_000);
                for (int at = 0; at < bytes.Length; at += step) conversation.Receive(bytes.AsSpan(at, step));
            }

            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        // The shortest of several, since what else the machine does can only add; and times of like length, since it adds more
        // to the longer. A cost that is linear shows as 1, one that is quadratic as 10.
        double ten = double.MaxValue, one = double.MaxValue;
        for (int round = 0; round < 8; round++) (ten, one) = (Math.Min(ten, Time(small, 10)), Math.Min(one, Time(large, 1)));
        Assert.True(one <= 4 * ten + 100, $"{ten} µs for ten, {one} µs for one");
    }

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
