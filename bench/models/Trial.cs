namespace Sockeye.Bench;

/// <summary>One measurement: a fresh server on core 0, a fresh load on core 1, warm-up, the measured part, and the system calls.</summary>
/// <param name="load">The compiled load.c, or null.</param>
/// <param name="effort">How much is asked.</param>
internal sealed class Trial(string? load, Effort effort)
{
    // A server that is ten times slower than the others is measured on what it does in this time.
    private const int LimitMilliseconds = 4000;

    /// <summary>Measures.</summary>
    /// <exception cref="Exception">The server did not answer, or wrongly.</exception>
    internal Measurement Run(Contender contender, Workload workload, int round)
    {
        using Child server = new(core: 0, contender.Start(workload.Connections));
        using Load client = new(load, server.Read(), workload.Outstanding);
        try
        {
            Measurement empty = new(contender.Name, workload.Name, round);
            return workload.Kind switch
            {
                WorkloadKind.Idle => Idle(empty, workload, server, client),
                WorkloadKind.Churn => Exchange(empty, server, client, effort.Churn, client.Churn),
                _ => Ping(empty, workload, server, client),
            };
        }
        finally
        {
            server.Kill(); // before the load goes: its resets would be work
        }
    }

    private Measurement Ping(Measurement empty, Workload workload, Child server, Load client)
    {
        client.Connect(workload.Connections);
        return Exchange(empty, server, client, effort.Pings(workload), client.Ping);
    }

    private Measurement Exchange(Measurement empty, Child server, Load client, long count, Func<long, int, Exchange> exchange)
    {
        exchange(long.MaxValue, effort.WarmUpMilliseconds);
        long cpu = ProcessFacts.ProcessorNanoseconds(server.Id);
        long loadCpu = ProcessFacts.ProcessorNanoseconds(client.Id);
        long switches = ProcessFacts.ContextSwitches(server.Id);
        Exchange measured = exchange(count, LimitMilliseconds);
        if (measured.Count == 0) throw new InvalidOperationException("Nothing was answered.");
        cpu = ProcessFacts.ProcessorNanoseconds(server.Id) - cpu;
        loadCpu = ProcessFacts.ProcessorNanoseconds(client.Id) - loadCpu;
        switches = ProcessFacts.ContextSwitches(server.Id) - switches;
        return empty with
        {
            Count = measured.Count,
            CpuMicroseconds = cpu / 1e3 / measured.Count,
            PerSecond = measured.Count / measured.Seconds,
            P50Microseconds = measured.P50Microseconds,
            P99Microseconds = measured.P99Microseconds,
            ContextSwitches = (double)switches / measured.Count,
            LoadCpu = loadCpu / 1e9 / measured.Seconds,
            SystemCalls = Calls(server, count / 8, exchange),
        };
    }

    private static double? Calls(Child server, long count, Func<long, int, Exchange> exchange)
    {
        using SystemCalls? calls = SystemCalls.Start(server.Id);
        if (calls is null) return null;
        long pongs = exchange(count, LimitMilliseconds).Count;
        return (double?)calls.Stop() / pongs;
    }

    private static Measurement Idle(Measurement empty, Workload workload, Child server, Load client)
    {
        client.Connect(1);
        Memory one = Memory.Settled(server.Id);
        client.Connect(workload.Connections);
        Memory all = Memory.Settled(server.Id);
        int added = workload.Connections - 1;
        return empty with
        {
            Count = workload.Connections,
            ResidentAtOne = one.Resident,
            ResidentAtAll = all.Resident,
            ResidentPerConnection = (double)(all.Resident - one.Resident) / added,
            PrivatePerConnection = (double)(all.Private - one.Private) / added,
        };
    }
}
