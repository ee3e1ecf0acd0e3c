using System.Net;
using Sockeye.Load;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Load;

/// <summary>Measurements that never took place: fixed figures, no clock.</summary>
internal static class Measured
{
    /// <summary>An open loop of 1,000 pings a second for 2 s over 4 clients, which the server answered in 1 to 2 ms.</summary>
    internal static LoadResult Open(Func<LoadResult, LoadResult>? change = null)
    {
        LoadResult result = new()
        {
            Plan = Plan,
            Clients = [.. Enumerable.Range(0, 4).Select(Client)],
            Order = [],
            Wall = Ms(2100),
            Transport = Transport.Kernel,
            Counts = new(2000, 2000, 0, 0, 0, 0),
            Response = Times(2000, i => 1_000_000 + i * 500),
            Service = Times(2000, i => 1_000_000 + i * 400),
            SendLag = Times(2000, i => i * 100),
            Connect = Times(4, i => 50_000 + i),
            FirstPongWait = Times(4, i => 1_200_000 + i),
            Intervals =
            [
                new(Ms(0), 1000, 999, 0, 1, Times(999, i => 1_000_000 + i * 500).Snapshot()),
                new(Ms(1000), 1000, 1001, 0, 0, Times(1001, i => 1_500_000 + i * 500).Snapshot()),
            ],
            Self = new()
            {
                Cpu = Ms(400),
                StolenShare = 0.001,
                Cores = 2,
                BusiestWorkerCpu = Ms(300),
                GcPauses = Ms(1),
                LongestGcPause = Ms(0.5),
                Lag = Times(2000, i => 14_000 + i),
                ClientCpus = [2, 3],
                AchievedRate = 1000,
            },
            Window = Ms(2000),
            Drained = Ms(30),
        };
        return change is null ? result : change(result);
    }

    internal static MachineFacts Machine { get; } = new(
        "north", DateTimeOffset.UnixEpoch, "Linux 6.18", "a processor", 4, ".NET 10", "workstation", 1024, 28232,
        new Dictionary<string, string> { ["net.core.somaxconn"] = "4096" }, "6.18.0", "2f5a", ["sockeye", "client"], true);

    internal static Latencies Times(int count, Func<int, long> time)
    {
        Latencies latencies = new();
        for (int i = 0; i < count; i++) latencies.Record(time(i));
        return latencies;
    }

    // Another machine, so that nothing is said of shared cores.
    private static ClientPlan Plan { get; } = new()
    {
        EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 8000),
        Clients = 4,
        Duration = Ms(2000),
        Rate = 1000,
        Arrivals = Arrivals.Poisson,
        Seed = 7,
    };

    private static ClientResult Client(int client) => new()
    {
        Client = client,
        Pings = 500,
        Sent = 500,
        Pongs = 500,
        Connect = Ms(0.05),
        FirstPong = Ms(1.25),
        FirstPingSent = Ms(0.05),
        LastPongReceived = Ms(2001),
        LongestResponse = Ms(2),
    };
}
