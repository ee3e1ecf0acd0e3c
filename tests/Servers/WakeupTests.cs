using System.Net.Sockets;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>What wakes the loops over sockets: any number of signals are one, none is lost, and it is nobody else's to send.</summary>
public class WakeupTests
{
    [Fact]
    public void Signals_until_it_is_cleared_are_one_and_the_next_one_wakes_again()
    {
        using Wakeup wakeup = new();
        Assert.False(wakeup.Socket.Poll(0, SelectMode.SelectRead));
        for (int i = 0; i < 3; i++)
        {
            wakeup.Signal();
            wakeup.Signal();
            Assert.True(wakeup.Socket.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead));
            wakeup.Clear();
            Assert.False(wakeup.Socket.Poll(0, SelectMode.SelectRead));
        }
    }

    [Fact]
    public void On_Linux_it_needs_no_network_and_takes_nothing_from_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A name without a file is Linux's.");
        using Wakeup wakeup = new();
        var name = Assert.IsType<UnixDomainSocketEndPoint>(wakeup.Socket.LocalEndPoint);
        using Socket other = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        Assert.Equal(SocketError.AccessDenied, Assert.Throws<SocketException>(() => other.SendTo([1], name)).SocketErrorCode);
        Assert.False(wakeup.Socket.Poll(0, SelectMode.SelectRead));
    }
}
