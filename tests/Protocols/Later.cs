using System.Text;
using Sockeye.Protocols;

namespace Sockeye.Tests.Protocols;

/// <summary>
/// A protocol of lines answered with the same line: at once where it begins with «now», otherwise by a task that ends on
/// another thread. «close», «fail», «throw» and «cancel» end it so, by a task; after «twice» it waits twice.
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
        LineFraming.Write(reply, message.Span);
        await Task.Yield();
        return Encoding.Latin1.GetString(message.Span) switch
        {
            "close" => Next.Close,
            "fail" => Next.Fail("asked for"),
            "throw" => throw new InvalidOperationException("asked for"),
            "cancel" => throw new OperationCanceledException("asked for"),
            "twice" => Next.Wait(Again(reply)),
            _ => Next.Read,
        };
    }

    private static async Task Again(IReply reply)
    {
        await Task.Yield();
        LineFraming.Write(reply, "again"u8);
    }
}
