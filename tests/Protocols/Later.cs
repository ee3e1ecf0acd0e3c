using System.Text;
using Sockeye.Protocols;

namespace Sockeye.Tests.Protocols;

/// <summary>
/// A protocol of lines answered with the same line: at once where it begins with «now», otherwise by a task that ends on
/// another thread. «close», «fail», «throw», «cancel» and «wait» end it so, by a task; the last three are handler faults.
/// </summary>
internal sealed class Later : AsyncMessageProtocol<LineFraming>
{
    protected override ValueTask<Next> Message(ReadOnlyMemory<byte> message, IReply reply)
    {
        if (!message.Span.StartsWith("now"u8)) return Answer(message, reply);
        LineFraming.Write(reply, message.Span);
        return new(message.Span.SequenceEqual("now close"u8) ? Next.Close : Next.Read);
    }

    private static async ValueTask<Next> Answer(ReadOnlyMemory<byte> message, IReply reply)
    {
        await Task.Yield();
        reply.Ended.ThrowIfCancellationRequested();
        if (!message.Span.SequenceEqual("wait"u8)) LineFraming.Write(reply, message.Span);
        await Task.Yield();
        return Encoding.Latin1.GetString(message.Span) switch
        {
            "close" => Next.Close,
            "fail" => Next.Fail("asked for"),
            "throw" => throw new InvalidOperationException("asked for"),
            "cancel" => throw new OperationCanceledException("asked for"),
            "wait" => Next.Wait(Task.CompletedTask),
            _ => Next.Read,
        };
    }
}
