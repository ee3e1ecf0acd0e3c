using System.Runtime.CompilerServices;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class KernelLayoutTests
{
    [Fact]
    public void H19_our_structs_are_the_kernels() => Assert.Null(KernelLayout.Find());

    [Fact]
    public void H19_sizes_are_those_of_the_header()
    {
        Assert.Equal(64, Unsafe.SizeOf<Sqe>());
        Assert.Equal(16, Unsafe.SizeOf<Completion>());
        Assert.Equal(120, Unsafe.SizeOf<RingParameters>());
        Assert.Equal(16, Unsafe.SizeOf<BufferEntry>());
        Assert.Equal(40, Unsafe.SizeOf<BufferRingRegistration>());
    }

    [Fact]
    public void An_entry_that_is_used_again_keeps_nothing_of_the_one_before()
    {
        Sqe sqe = default, fresh = default;
        sqe.ReceiveMultishot(7, 3, new Tag(1), pollFirst: true);
        sqe.Send(7, 0x1234, 99, new Tag(2), waitAll: true);
        sqe.Nop(new Tag(3));
        fresh.Nop(new Tag(3));
        Assert.Equal(fresh, sqe);
    }
}
