using Sockeye.Linux;
using Sockeye.Protocols;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>What the kernel says of a connection, by whose fault it is; also what a kernel cannot be brought to say.</summary>
public class SocketErrorsTests
{
    [Theory]
    [InlineData(Errno.ECONNABORTED)]
    [InlineData(Errno.ECONNRESET)]
    [InlineData(Errno.EPIPE)]
    [InlineData(Errno.ETIMEDOUT)]
    [InlineData(Errno.EHOSTUNREACH)]
    [InlineData(Errno.ENETUNREACH)]
    [InlineData(Errno.ENETDOWN)]
    [InlineData(Errno.EPROTO)]
    public void E11_an_error_of_the_network_is_the_peers(int errno)
    {
        Assert.True(Errno.PeerGone(-errno));
        Assert.Equal(CloseReason.PeerAborted, SocketErrors.Reason(Errno.ToSocketError(-errno)));
    }

    [Theory]
    [InlineData(Errno.EBADF)]
    [InlineData(Errno.ENOTSOCK)]
    [InlineData(Errno.EFAULT)]
    [InlineData(Errno.ENOBUFS)]
    [InlineData(Errno.ENOMEM)]
    public void An_error_of_ours_is_a_server_fault(int errno)
    {
        Assert.False(Errno.PeerGone(-errno));
        Assert.Equal(CloseReason.ServerFault, SocketErrors.Reason(Errno.ToSocketError(-errno)));
    }

    [Theory]
    [InlineData(Errno.EMFILE, AcceptTier.Shortage)]
    [InlineData(Errno.ENFILE, AcceptTier.Shortage)]
    [InlineData(Errno.ENOBUFS, AcceptTier.Shortage)]
    [InlineData(Errno.ENOMEM, AcceptTier.Shortage)]
    [InlineData(Errno.ECONNABORTED, AcceptTier.Peer)]
    [InlineData(Errno.EPROTO, AcceptTier.Peer)]
    [InlineData(Errno.EPERM, AcceptTier.Peer)]
    [InlineData(Errno.EOPNOTSUPP, AcceptTier.Peer)]
    [InlineData(Errno.EBADF, AcceptTier.Broken)]
    [InlineData(Errno.EINVAL, AcceptTier.Broken)]
    [InlineData(Errno.ENOTSOCK, AcceptTier.Broken)]
    public void E2_E3_E4_E5_a_number_of_accept_has_the_tier_that_its_word_has(int errno, AcceptTier tier) =>
        Assert.Equal(tier, SocketErrors.Tier(Errno.ToSocketError(-errno)));
}
