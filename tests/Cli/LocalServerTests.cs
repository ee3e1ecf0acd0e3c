using System.Net;
using System.Net.Sockets;
using Sockeye.Cli;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>Whose cores a server may use decides whether client and server share some: it is found by its port, in /proc.</summary>
public class LocalServerTests
{
    public LocalServerTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's.");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_process_that_listens_is_found_and_its_cores_are_told(string address)
    {
        using Socket listener = new(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        listener.Listen();
        // It is this very process.
        Assert.Equal(CurrentThread.Cpus, LocalServer.Cpus(listener.LocalEndPoint!));
    }

    [Fact]
    public void A_port_at_which_nobody_listens_has_no_cores()
    {
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Null(LocalServer.Cpus(bound.LocalEndPoint!));
    }

    [Fact]
    public void Of_a_Unix_socket_nothing_is_known() => Assert.Null(LocalServer.Cpus(new UnixDomainSocketEndPoint("/tmp/nobody")));
}
