using Sockeye.Linux;

namespace Sockeye.Bench;

/// <summary>One measurement: a server, a fresh load, warm-up, the measured part, and then the system calls.</summary>
/// <param name="load">The compiled load.c, or null.</param>
/// <param name="effort">How much is asked.</param>
internal sealed class Trial(string? load, Effort effort)
{
    // A server that is ten times slower than the others is measured on what it does in this time.
    private const int LimitMilliseconds = 4000;

    // System calls per ping hardly differ between rounds, and counting them takes a third of the time.
    private const int RoundsWithCalls = 2;

    /// <summary>Why no server is measured on a workload; null where all are.</summary>
    internal string? Refuses(Workload workload) =>
        load is null && workload.Kind == WorkloadKind.Churn ? "it needs the load in C, and there is no compiler (cc) here" : null;

    /// <summary>Measures.</summary>
    /// <param name="contender">The server.</param>
    /// <param name="workload">What it is asked.</param>
    /// <param name="round">Which round this is.</param>
    /// <param name="servers">The servers of this round. Memory is measured of a server that has done nothing else.</param>
    /// <exception cref="Exception">The server did not answer, or wrongly.</exception>
    internal Measurement Run(Contender contender, Workload workload, int round, RunningServers servers)
    {
        Measurement empty = new(contender.Name, workload.Name, round);
        Launch launch = contender.Start(workload.Connections);
        if (workload.Kind == WorkloadKind.Idle)
        {
            using RunningServer fresh = new(launch);
            using Load silent = new(load, fresh.Port, workload.Outstanding);
            return Idle(empty, workload, fresh, silent);
        }
        try
        {
            RunningServer server = servers.Get(launch);
            Measurement measured = Ask(empty, contender, workload, server);
            server.AwaitQuiet();
            return measured;
        }
        catch
        {
            servers.Drop(launch);
            throw;
        }
    }

    private Measurement Ask(Measurement empty, Contender contender, Workload workload, RunningServer server)
    {
        using Load client = new(load, server.Port, workload.Outstanding);
        int warmUp = server.IsNewTo(workload.Kind) && contender.Compiles ? effort.WarmUpMilliseconds : effort.AgainMilliseconds;
        if (workload.Kind == WorkloadKind.Churn) return Exchange(empty, server, client, warmUp, effort.Churn, client.Churn);
        client.Connect(workload.Connections);
        return Exchange(empty, server, client, warmUp, effort.Pings(workload), client.Ping);
    }

    private static Measurement Exchange(
        Measurement empty, RunningServer server, Load client, int warmUp, long count, Func<long, int, Exchange> exchange)
    {
        exchange(long.MaxValue, warmUp);
        long cpu = OtherProcess.CpuNanoseconds(server.Id);
        long loadCpu = OtherProcess.CpuNanoseconds(client.Id);
        ContextSwitches switches = ContextSwitches.Of(server.Id);
        Exchange measured = exchange(count, LimitMilliseconds);
        if (measured.Count == 0) throw new InvalidOperationException("Nothing was answered.");
        cpu = OtherProcess.CpuNanoseconds(server.Id) - cpu;
        loadCpu = OtherProcess.CpuNanoseconds(client.Id) - loadCpu;
        long switched = ContextSwitches.Of(server.Id).Since(switches);
        return empty with
        {
            Count = measured.Count,
            CpuMicroseconds = cpu / 1e3 / measured.Count,
            PerSecond = measured.Count / measured.Seconds,
            P50Microseconds = measured.P50Microseconds,
            P99Microseconds = measured.P99Microseconds,
            ContextSwitches = (double)switched / measured.Count,
            LoadCpu = loadCpu / 1e9 / measured.Seconds,
            SystemCalls = empty.Round <= RoundsWithCalls ? Calls(server, count / 8, exchange) : null,
        };
    }

    private static double? Calls(RunningServer server, long count, Func<long, int, Exchange> exchange)
    {
        using SystemCalls? calls = SystemCalls.Start(server.Id);
        if (calls is null) return null;
        long pongs = exchange(count, LimitMilliseconds).Count;
        return (double?)calls.Stop() / pongs;
    }

    private Measurement Idle(Measurement empty, Workload workload, RunningServer server, Load client)
    {
        client.Connect(1);
        // What a server takes once, its compiled code and its buffers, is not its connections' cost.
        client.Ping(long.MaxValue, effort.WarmUpMilliseconds);
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
