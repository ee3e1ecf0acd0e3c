using System.Net.Sockets;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class ErrnoTests
{
    [Fact]
    public void A_failing_call_returns_its_own_error()
    {
        using EventFd notSocket = new();
        Assert.Equal(-Errno.EBADF, Sockets.Close(-1));
        Assert.Equal(-Errno.ENOTSOCK, Sockets.Accept(notSocket.Fd));
        Assert.Equal(-Errno.EBADF, Sockets.Receive(-1, new byte[1]));
        Assert.Equal(-Errno.ENOTSOCK, Sockets.Send(notSocket.Fd, "x"u8));
    }

    [Fact]
    public void A_collection_between_the_call_and_its_error_does_not_change_it()
    {
        using CancellationTokenSource enough = new();
        Thread collector = new(() =>
        {
            while (!enough.IsCancellationRequested) GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        });
        collector.Start();
        try
        {
            for (int i = 0; i < 20_000; i++) Assert.Equal(-Errno.EBADF, Sockets.Close(-1));
        }
        finally
        {
            enough.Cancel();
            collector.Join();
        }
    }

    [Theory]
    [InlineData(Errno.ECONNABORTED, true, false, false)]
    [InlineData(Errno.EPROTO, true, false, false)]
    [InlineData(Errno.EPERM, true, false, false)]
    [InlineData(Errno.ENETDOWN, true, false, false)]
    [InlineData(Errno.EHOSTUNREACH, true, false, false)]
    [InlineData(Errno.EOPNOTSUPP, true, false, false)]
    [InlineData(Errno.EMFILE, false, true, false)]
    [InlineData(Errno.ENFILE, false, true, false)]
    [InlineData(Errno.ENOBUFS, false, true, false)]
    [InlineData(Errno.ENOMEM, false, true, false)]
    [InlineData(Errno.EBADF, false, false, true)]
    [InlineData(Errno.EINVAL, false, false, true)]
    [InlineData(Errno.ENOTSOCK, false, false, true)]
    [InlineData(Errno.EIO, false, false, false)]
    [InlineData(Errno.EAGAIN, false, false, false)]
    public void E5_an_accepts_error_belongs_to_one_tier_or_to_none(int errno, bool peer, bool shortage, bool broken) =>
        Assert.Equal((peer, shortage, broken), (Errno.AcceptPeerFault(-errno), Errno.Shortage(-errno), Errno.ListenerBroken(-errno)));

    [Fact]
    public void A_result_that_is_no_error_has_no_meaning_as_one()
    {
        Func<int, bool>[] predicates =
        [
            Errno.WouldBlock, Errno.Interrupted, Errno.TimedOut, Errno.Cancelled, Errno.OutOfBuffers, Errno.PeerGone,
            Errno.AcceptPeerFault, Errno.ListenerBroken, Errno.Shortage,
        ];
        foreach (int result in (ReadOnlySpan<int>)[0, 1, Errno.EAGAIN, Errno.ECONNRESET, Errno.EMFILE, Errno.EBADF, int.MaxValue])
        {
            Assert.DoesNotContain(predicates, predicate => predicate(result));
        }
    }

    [Theory]
    [InlineData(Errno.EAGAIN, SocketError.WouldBlock)]
    [InlineData(Errno.ECONNRESET, SocketError.ConnectionReset)]
    [InlineData(Errno.EMFILE, SocketError.TooManyOpenSockets)]
    [InlineData(Errno.EADDRINUSE, SocketError.AddressAlreadyInUse)]
    [InlineData(Errno.EADDRNOTAVAIL, SocketError.AddressNotAvailable)]
    [InlineData(Errno.EACCES, SocketError.AccessDenied)]
    [InlineData(Errno.ENOMEM, SocketError.SocketError)]
    [InlineData(0, SocketError.Success)]
    public void The_base_librarys_word_is_the_one_it_uses_itself(int errno, SocketError word) =>
        Assert.Equal(word, Errno.ToSocketError(-errno));

    [Fact]
    public void The_text_is_for_people() => Assert.Equal("Connection reset by peer (errno 104)", Errno.Text(-Errno.ECONNRESET));
}
