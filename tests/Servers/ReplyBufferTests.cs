using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>The memory that a kernel reads while it sends (io_uring).</summary>
public class ReplyBufferTests
{
    private static readonly byte[] Text = "what a kernel may still read"u8.ToArray();

    [Fact]
    public void H18_a_reply_that_is_abandoned_while_it_is_sent_stays_where_it_is()
    {
        (WeakReference buffer, nint address) = Sent(reply => reply.Abandon());
        Collect();
        Assert.True(buffer.IsAlive);
        byte[] there = new byte[Text.Length];
        Marshal.Copy(address, there, 0, there.Length);
        Assert.Equal(Text, there);
    }

    [Fact]
    public void One_whose_send_has_been_answered_is_the_collectors_again()
    {
        (WeakReference buffer, _) = Sent(reply => reply.Unpin());
        Collect();
        Assert.False(buffer.IsAlive);
    }

    // Not in the test itself, where the buffer would live until its end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Buffer, nint Address) Sent(Action<ReplyBuffer> then)
    {
        var options = new ServerOptions();
        var reply = new ReplyBuffer(new Service(() => new Mirror(), options, new Ledger(options), holdsLoop: false), connection: null!);
        reply.Write(Text);
        Assert.True(MemoryMarshal.TryGetArray(reply.UnsentMemory, out ArraySegment<byte> segment));
        nint address = reply.Pin();
        then(reply);
        return (new WeakReference(segment.Array), address);
    }

    private static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }
}
