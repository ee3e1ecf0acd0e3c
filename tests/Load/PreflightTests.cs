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

    [Theory]
    [InlineData(11, null, "11 clients connect at once, and no backlog is longer than 10 (net.core.somaxconn)")]
    [InlineData(11, 1000.0, null)]
    [InlineData(10, null, null)]
    public void A_herd_that_no_backlog_holds_is_warned_of(int clients, double? connectRate, string? warning)
    {
        ClientPlan plan = new() { EndPoint = Anywhere, Clients = clients, ConnectRate = connectRate };
        Warned(warning, Preflight.Warnings(plan, backlog: 10, ports: null));
    }

    /// <summary>What was closed first from here keeps its port for a minute: rule R17.</summary>
    [Theory]
    [InlineData(4, 25, 10, null, null, 12)]
    [InlineData(4, 25, 10, null, 2, 14)]
    [InlineData(4, 25, null, null, null, 0)]
    [InlineData(4, 6000, 10, 10.0, null, 60)]
    public void Connections_that_follow_one_another_need_ports(
        int clients, int pings, int? every, double? rate, int? ofClient, int connections)
    {
        ClientPlan plan = new()
        {
            EndPoint = Anywhere,
            Clients = clients,
            Pings = pings,
            ReconnectEvery = every,
            Rate = rate,
            PingsByClient = new Dictionary<int, int> { [ofClient ?? clients] = 50, [clients + 1] = 1000 },
        };
        Assert.Empty(Preflight.Warnings(plan, backlog: null, ports: connections));
        string warning = $"{connections} connections follow one another, and there are {connections - 1} local ports";
        Warned(connections == 0 ? null : warning, Preflight.Warnings(plan, backlog: null, ports: connections - 1));
    }

    [Theory]
    [InlineData(10, 100)]
    [InlineData(600, 600)]
    public void Of_a_duration_the_rate_tells_how_many_there_are(double seconds, int connections)
    {
        ClientPlan plan = new() { EndPoint = Anywhere, ReconnectEvery = 10, Rate = 100, Duration = TimeSpan.FromSeconds(seconds) };
        Assert.Empty(Preflight.Warnings(plan, backlog: null, ports: connections));
        Assert.Single(Preflight.Warnings(plan, backlog: null, ports: connections - 1));
        // In a closed loop the server decides.
        Assert.Empty(Preflight.Warnings(plan with { Rate = null }, backlog: null, ports: 1));
    }

    /// <summary>The numbers of a segment are those that it carries, and no plan is so large that they are counted one by one.</summary>
    [Theory]
    [InlineData(5, 0, 2)]
    [InlineData(5, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(3, 4, 5)]
    [InlineData(1, 0, 1)]
    public void A_segment_has_as_many_clients_as_it_lists(int clients, int index, int count)
    {
        ClientPlan plan = new() { Clients = clients, Segment = new(index, count) };
        Assert.Equal(plan.OwnClients.Count(), plan.OwnClientCount);
        Assert.Equal(plan.OwnClients, Enumerable.Range(0, clients + 1).Where(plan.IsOwn));
    }

    [Fact]
    public void An_address_of_another_machine_is_not_connected_from()
    {
        // RFC 5737: an address for documents, and of no machine.
        ClientPlan plan = new() { EndPoint = Anywhere, SourceAddresses = [IPAddress.Loopback, IPAddress.Parse("192.0.2.1")] };
        Assert.StartsWith("192.0.2.1 is not an address of this machine", Preflight.Refusal(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void More_clients_than_anybody_counts_are_refused_at_once()
    {
        long began = Environment.TickCount64;
        ClientPlan plan = new() { EndPoint = Anywhere, Clients = int.MaxValue };
        string? refusal = Preflight.Refusal(plan, 1, openFiles: 256, ports: null);
        Assert.StartsWith("2147483647 clients are too many", refusal, StringComparison.Ordinal);
        // Counting them one by one takes seconds.
        Assert.InRange(Environment.TickCount64 - began, 0, 500);
    }

    private static void Warned(string? warning, IReadOnlyList<string> warnings)
    {
        if (warning is null) Assert.Empty(warnings);
        else Assert.StartsWith(warning, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I8_a_run_begins_with_it()
    {
        Assert.SkipWhen(OpenFiles.Limit is null, "this system does not tell its limit on open files");
        ClientPlan plan = new() { EndPoint = Anywhere, Clients = OpenFiles.Limit.GetValueOrDefault() };
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => LoadGenerator.Run(plan, cancellation: TestContext.Current.CancellationToken));
    }
}
