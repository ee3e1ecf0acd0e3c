using System.Net;
using System.Net.Sockets;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class ClientPlanTests
{
    private static readonly ClientPlan Full = new()
    {
        EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 4000),
        Clients = 30,
        Pings = 7,
        PingsByClient = new Dictionary<int, int> { [4] = 2, [1] = 9 },
        Depth = 3,
        Rate = 1234.5,
        Arrivals = Arrivals.Poisson,
        WarmUp = TimeSpan.FromSeconds(2),
        ConnectRate = 1000,
        ReconnectEvery = 5,
        Seed = ulong.MaxValue,
        Protocol = PingProtocol.Resp,
        Message = "GET {client}",
        MessageBytes = 40,
        PieceBytes = 3,
        Expect = new(ExpectationKind.Regex, "^a"),
        Framing = new(FramingKind.LengthPrefix, 2, LittleEndian: true),
        SourceAddresses = [IPAddress.IPv6Loopback],
        Workers = 2,
        Cpus = [1, 3],
        Transport = Transport.Async,
        Spin = true,
        Segment = new(1, 3),
    };

    [Fact]
    public void Comes_back_from_its_JSON_whole()
    {
        ClientPlan read = ClientPlan.FromJson(Full.ToJson());
        Assert.Equal(Full.ToJson(), read.ToJson());
        Assert.Equal(Full.EndPoint, read.EndPoint);
        Assert.Equal(2, read.PingsOf(4));
        Assert.Equal(Full.Framing, read.Framing);
        Assert.Equal(Full.Expect, read.Expect);
        Assert.Equal(Full.Segment, read.Segment);
        Assert.Equal(Full.SourceAddresses, read.SourceAddresses);
        Assert.Null(read.Duration);
        read.Check();
    }

    [Fact]
    public void A_path_comes_back_too() => Assert.Equal(
        "/tmp/x",
        ClientPlan.FromJson(new ClientPlan { EndPoint = new UnixDomainSocketEndPoint("/tmp/x") }.ToJson()).EndPoint.ToString());

    [Fact]
    public void The_hash_tells_what_is_asked_and_not_of_whom_or_by_whom()
    {
        Assert.Matches("^[0-9a-f]{64}$", Full.Hash);
        ClientPlan elsewhere = Full with
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            Segment = Segment.Whole,
            Workers = 1,
            Cpus = [],
            Spin = false,
        };
        Assert.Equal(Full.Hash, elsewhere.Hash);
        Assert.Equal(Full.Hash, (Full with { PingsByClient = new Dictionary<int, int> { [1] = 9, [4] = 2 } }).Hash);
        ClientPlan[] others =
        [
            Full with { Rate = 1234 }, Full with { Seed = 3 }, Full with { Depth = 2 }, Full with { Arrivals = Arrivals.Constant },
            Full with { PingsByClient = new Dictionary<int, int> { [1] = 9 } }, Full with { Message = "x" }, Full with { Expect = null },
        ];
        Assert.All(others, other => Assert.NotEqual(Full.Hash, other.Hash));
    }

    public static TheoryData<string, ClientPlan> Nonsense => new()
    {
        { "Rate", new() { Rate = 0 } },
        { "Rate", new() { Rate = double.NaN } },
        { "DelayBetween", new() { Rate = 1, DelayBetween = TimeSpan.FromSeconds(1) } },
        { "several pings", new() { Depth = 2, DelayBetween = TimeSpan.FromSeconds(1) } },
        { "Duration", new() { Duration = TimeSpan.Zero } },
        { "PingsByClient", new() { Duration = TimeSpan.FromSeconds(1), PingsByClient = new Dictionary<int, int> { [0] = 1 } } },
        { "ConnectRate", new() { ConnectRate = 1, Ramp = TimeSpan.FromSeconds(1) } },
        { "1/1", new() { Clients = 5, Segment = new(1, 1) } },
        { "2/3", new() { Clients = 2, Segment = new(2, 3) } },
        { "length prefix", new() { Framing = new(FramingKind.LengthPrefix, 3) } },
        { "line feed", new() { Message = "a\nb" } },
        { "announced", new() { Message = "a", MessageBytes = 300, Framing = new(FramingKind.LengthPrefix, 1) } },
        { "Invalid pattern", new() { Expect = new(ExpectationKind.Regex, "(") } },
        { "another family", new() { SourceAddresses = [IPAddress.IPv6Loopback] } },
        { "ReconnectEvery", new() { ReconnectEvery = 0 } },
        { "Workers", new() { Workers = 0 } },
        { "PieceBytes", new() { PieceBytes = 0 } },
        { "The ring sends pings whole", new() { PieceBytes = 1, Transport = Transport.Ring } },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void What_makes_no_sense_is_refused_by_name(string named, ClientPlan plan) =>
        Assert.Contains(named, Assert.ThrowsAny<ArgumentException>(plan.Check).Message, StringComparison.Ordinal);
}
