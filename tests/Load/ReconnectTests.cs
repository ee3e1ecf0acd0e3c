using System.Net;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class ReconnectTests
{
    [Fact]
    public void A_new_connection_owes_nothing_of_the_sends_of_the_one_before()
    {
        ClientPlan plan = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), Pings = 2, ReconnectEvery = 1 };
        Client client = new(0, plan) { State = ClientState.Connecting };
        client.BeginConnection(1);
        client.IsFlushing = true;
        Assert.False(client.IsFree);
        client.BeginConnection(2);
        Assert.True(client.IsFree);
    }
}
