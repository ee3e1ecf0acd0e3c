using System.Net;
using Sockeye.Linux;
using Sockeye.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>The sink answers every plan, and against it the client shows what it costs itself.</summary>
public class CalibrationSinkTests
{
    public CalibrationSinkTests() => Assert.SkipUnless(KernelSupport.Epoll.IsSupported, KernelSupport.Epoll.Refusal ?? "");

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public static TheoryData<ClientPlan> Plans =>
    [
        new ClientPlan { Clients = 5, Pings = 50 },
        new ClientPlan { Clients = 5, Pings = 50, Depth = 8, MessageBytes = 3000 },
        new ClientPlan { Clients = 2, Protocol = PingProtocol.Echo },
        new ClientPlan { Clients = 2, Protocol = PingProtocol.Resp, Depth = 3 },
        new ClientPlan { Clients = 2, Message = "{client} {seq}", Framing = new(FramingKind.LengthPrefix, 2) },
        new ClientPlan { Clients = 2, Message = "version", Expect = new(ExpectationKind.Regex, "^VERSION") },
        new ClientPlan { Clients = 2, Message = "12345678", Framing = new(FramingKind.FixedSize, 16) },
    ];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Every_plan_is_answered(ClientPlan plan)
    {
        using CalibrationSink sink = new(plan);
        LoadResult result = await LoadGenerator.Run(sink.Plan, cancellation: TestEnd);
        Assert.Equal(plan.Clients * plan.Pings, result.Counts.Answered);
    }

    [Fact]
    public void A_ping_whose_end_cannot_be_told_is_refused() => Assert.Throws<NotSupportedException>(() =>
        new CalibrationSink(new() { Message = "{seq}", Framing = new(FramingKind.FixedSize, 4) }).Dispose());

    [Theory]
    [InlineData(Transport.Kernel, null)]
    [InlineData(Transport.Kernel, 20_000.0)]
    [InlineData(Transport.Ring, null)]
    [InlineData(Transport.Ring, 20_000.0)]
    public async Task A_ping_allocates_nothing(Transport transport, double? rate)
    {
        Assert.SkipWhen(Transports.Refusal(transport) is not null, Transports.Refusal(transport) ?? "");
        InjectedFaults.SkipMeasurement();
        ClientPlan plan = new()
        {
            Clients = 50,
            Rate = rate,
            Transport = transport,
            WarmUp = TimeSpan.FromSeconds(0.3),
            Duration = TimeSpan.FromSeconds(0.5),
        };
        using CalibrationSink sink = new(plan);
        LoadResult result = await LoadGenerator.Run(sink.Plan, cancellation: TestEnd);
        Assert.InRange(result.Counts.Answered, 1000, long.MaxValue);
        // The histogram of a new second, where none has come back yet.
        Assert.InRange(result.Self.AllocatedBytes, 0, 700_000);
        Assert.InRange(result.Self.AllocatedBytes / (double)result.Counts.Answered, 0, 300);
        Assert.Equal(transport, result.Transport);
        Assert.InRange(result.Self.BusiestWorkerCpu, TimeSpan.FromTicks(1), result.Window + TimeSpan.FromSeconds(0.1));
        Assert.NotEmpty(result.Self.ClientCpus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_waits_awake_is_not_taken_for_busy(bool spin)
    {
        InjectedFaults.SkipMeasurement();
        ClientPlan plan = new()
        {
            Clients = 10,
            Rate = 2000,
            Duration = TimeSpan.FromSeconds(0.5),
            Spin = spin,
            Cpus = spin ? [] : [CurrentThread.Cpus[^1]],
        };
        using CalibrationSink sink = new(plan);
        LoadResult result = await LoadGenerator.Run(sink.Plan, cancellation: TestEnd).WaitAsync(TimeSpan.FromSeconds(20), TestEnd);
        Assert.Equal(1000, result.Counts.Answered);
        Assert.InRange(result.Self.Spinning, TimeSpan.FromTicks(1), result.Window);
        Assert.InRange(result.Self.BusiestWorkerCpu, TimeSpan.Zero, result.Self.Cpu - result.Self.Spinning + TimeSpan.FromSeconds(0.05));
    }

    [Fact]
    public async Task A_sleeping_worker_does_not_spin()
    {
        using CalibrationSink sink = new(new() { Clients = 10, Rate = 2000, Duration = TimeSpan.FromSeconds(0.2) });
        LoadResult result = await LoadGenerator.Run(sink.Plan, cancellation: TestEnd);
        Assert.Equal(TimeSpan.Zero, result.Self.Spinning);
    }

    [Fact]
    public async Task A_worker_is_pinned_where_the_plan_says()
    {
        int cpu = CurrentThread.Cpus[^1];
        ClientPlan plan = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), Clients = 2, Pings = 3, Cpus = [cpu] };
        using CalibrationSink sink = new(plan);
        LoadResult result = await LoadGenerator.Run(sink.Plan, cancellation: TestEnd);
        Assert.Equal([cpu], result.Self.ClientCpus);
        Assert.Equal(6, result.Counts.Answered);
        // This thread is not one of the workers.
        Assert.True(CurrentThread.Cpus.Count > 1 || Environment.ProcessorCount == 1);
    }
}
