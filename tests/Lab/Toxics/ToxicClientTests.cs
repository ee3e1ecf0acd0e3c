using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>The client that measures, through each toxic: every ping is accounted for, and a failure bears the right name.</summary>
public class ToxicClientTests
{
    private const int Pings = 40;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public static TheoryData<string, Transport> Harmless => Of("none", "latency", "bandwidth", "slicer", "slow close");

    public static TheoryData<string, Transport> Cutting => Of("limit data", "reset peer", "timeout");

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task I6_what_only_slows_costs_no_ping(string toxic, Transport transport)
    {
        LoadResult result = await Run(() => new(ToServer: [Made(toxic)], ToClient: [Made(toxic)]), transport);
        Assert.Empty(result.Failures);
        Assert.Equal(new(2 * Pings, 2 * Pings, 0, 0, 0, 0), result.Counts);
    }

    [Fact]
    public async Task I6_latency_is_in_every_response_time()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(20);
        Latency Latency() => new(time, TimeSpan.Zero, new(1));
        LoadResult result = await Run(() => new([Latency()], [Latency()]), Transport.Auto, pings: 12);
        Assert.InRange(result.Response.Percentile(50)!.Value.Value, 2 * time.TotalNanoseconds * 0.95, 20 * time.TotalNanoseconds);
    }

    [Theory]
    [MemberData(nameof(Cutting))]
    public async Task I6_what_cuts_is_a_failure_with_its_name(string toxic, Transport transport)
    {
        LoadResult result = await Run(() => new(ToServer: [], ToClient: [Made(toxic)]), transport);
        FailureKind kind = toxic == "reset peer" ? FailureKind.Reset : FailureKind.ClosedEarly;
        Assert.Equal(2, Assert.Single(result.Failures, failure => failure.Kind == kind).Count);
        Assert.True(result.Counts.AddsUp);
        // 100 bytes are ten pongs of nine bytes, and a part of one of ten.
        Assert.Equal(new(2 * Pings, 20, 2, 0, 0, 2 * (Pings - 11)), result.Counts);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(9, 2)]
    public async Task I7_a_byte_flipped_is_found_with_its_offset(int offset, int ping)
    {
        // Lines of nine bytes: «pong 0 1».
        LoadResult result = await Run(() => new([], [new ByteFlipper(offset)]), Transport.Auto, clients: 1);
        FailureCount wrong = Assert.Single(result.Failures);
        Assert.Equal(FailureKind.WrongReply, wrong.Kind);
        Assert.Contains($"expected «pong 0 {ping}»", wrong.Example, StringComparison.Ordinal);
        Assert.Contains($"(differs at byte {offset % 9})", wrong.Example, StringComparison.Ordinal);
        Assert.Equal(new(Pings, ping - 1, 1, 0, 0, Pings - ping), result.Counts);
    }

    [Fact]
    public async Task I10_a_server_that_goes_down_ends_every_client_and_a_ping_is_never_lost()
    {
        using PausableServer server = new();
        await using ToxicProxy proxy = new(server.EndPoint, _ => Toxics.None());
        ClientPlan plan = new() { EndPoint = proxy.EndPoint, Clients = 4, Pings = 1_000_000 };
        LoadProgress progress = new();
        Task<LoadResult> run = LoadGenerator.Run(plan, null, progress, null, TestEnd);
        Tests.Servers.Until.True(() => progress.Answered > 100);
        await proxy.Down();
        LoadResult result = await run;
        Assert.Equal(4, result.Failures.Sum(failure => failure.Count));
        Assert.All(result.Failures, failure => Assert.Equal(FailureKind.Reset, failure.Kind));
        Assert.True(result.Counts.AddsUp);
        Assert.InRange(result.Counts.Failed, 0, 4);
    }

    private static async Task<LoadResult> Run(Func<Toxics> toxics, Transport transport, int clients = 2, int pings = Pings)
    {
        using PausableServer server = new();
        await using ToxicProxy proxy = new(server.EndPoint, _ => toxics());
        ClientPlan plan = new() { EndPoint = proxy.EndPoint, Clients = clients, Pings = pings, Transport = transport };
        return await LoadGenerator.Run(plan, cancellation: TestEnd);
    }

    private static Toxic Made(string toxic) => toxic switch
    {
        "latency" => new Latency(Moment, Moment, new(1)),
        "bandwidth" => new Bandwidth(10_000),
        "slicer" => new Slicer(1, TimeSpan.Zero, new(1)),
        "slow close" => new SlowClose(Moment),
        "limit data" => new LimitData(100),
        "reset peer" => new ResetPeer(100),
        "timeout" => new Silence(100, Moment),
        _ => new LimitData(long.MaxValue),
    };

    private static TheoryData<string, Transport> Of(params string[] toxics) =>
        [.. toxics.SelectMany(
            toxic => Transports.All, (toxic, row) => new TheoryDataRow<string, Transport>(toxic, row.Data) { Skip = row.Skip })];
}
