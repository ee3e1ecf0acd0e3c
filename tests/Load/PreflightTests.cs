using System.Net;
using Sockeye.Linux;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class PreflightTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 8000);

    [Theory]
    [InlineData(1, 192, null)]
    [InlineData(2, 96, null)]
    [InlineData(1, 193, "193 clients are too many: with 256 open files allowed (ulimit -n), 64 of them kept free, 192 is the most")]
    [InlineData(
        2,
        97,
        "97 clients are too many: with 256 open files allowed (ulimit -n), 64 of them kept free and 2 needed by each, 96 is the most")]
    public void I8_more_clients_than_descriptors_are_refused_with_the_number(int each, int clients, string? refusal) =>
        Assert.Equal(refusal, Preflight.Refusal(new() { EndPoint = Anywhere, Clients = clients }, each, openFiles: 256, ports: null));

    [Fact]
    public void More_clients_than_local_ports_are_refused() => Assert.Equal(
        "11 clients are too many: there are 10 local ports (net.ipv4.ip_local_port_range) for connections to one address",
        Preflight.Refusal(new ClientPlan { EndPoint = Anywhere, Clients = 11 }, 1, openFiles: null, ports: 10));

    [Fact]
    public void A_limit_that_is_not_known_refuses_nobody() =>
        Assert.Null(Preflight.Refusal(new ClientPlan { EndPoint = Anywhere, Clients = 1_000_000 }, 1, openFiles: null, ports: null));

    [Fact]
    public async Task I8_a_run_begins_with_it()
    {
        Assert.SkipWhen(OpenFiles.Limit is null, "this system does not tell its limit on open files");
        ClientPlan plan = new() { EndPoint = Anywhere, Clients = OpenFiles.Limit.GetValueOrDefault() };
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => LoadGenerator.Run(plan, cancellation: TestContext.Current.CancellationToken));
    }
}
