using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Bench;

/// <summary>
/// What the measuring client costs and how exact it is: CPU per ping of a closed loop on 50 connections, against a bare loop in C
/// that does the same and measures nothing, and against redis-benchmark on the same redis-server; an open loop of 20,000 pings a
/// second over 1,000 clients; the memory of 10,000. Server on core 0, client on core 1, in turns, medians.
/// </summary>
internal static class ClientCost
{
    private const double FloorGoal = 1.25;
    private const double LagGoalMicroseconds = 100;
    private const double RateGoal = 0.005;
    private const double MemoryGoalMiB = 64;
    internal const string Connections = "50";

    private const string OpenConnections = "1000", OpenRate = "20000";

    internal static int Run(bool smoke)
    {
        (int rounds, double seconds) = smoke ? (1, 0.3) : (5, 2);
        Console.WriteLine(Child.Pins ? "server on core 0, client on core 1" : "not pinned: too few cores, or no taskset");
        bool reached = Floor(rounds, seconds);
        reached &= Redis(rounds, seconds);
        // How late a sleep ends is the machine's affair: the goal is for a core of one's own, which spins.
        Open(rounds, seconds, "sleep");
        reached &= Open(rounds, seconds, "spin");
        reached &= Memory();
        reached &= ObserverEffect.Run(smoke ? 1 : ObserverEffect.Pairs, seconds);
        if (smoke) Console.WriteLine("A smoke run: its figures mean nothing.");
        return smoke || reached ? 0 : 1;
    }

    private static bool Floor(int rounds, double seconds)
    {
        if (!CProgram.CanCompile)
        {
            Console.WriteLine("closed loop against C: skipped, there is no C compiler (cc)");
            return true;
        }
        string client = CProgram.Compile("client", Directory.CreateTempSubdirectory("sockeye").FullName);
        using Child server = new(core: 0, "serve-model", "epoll", "1");
        string port = server.Read();
        return Compare(
            "bare C loop",
            FloorGoal,
            rounds,
            () => Once(new Launch(client, [port, Connections, Text(seconds)])),
            (transport, progress) => Once("client-closed", port, Connections, Text(seconds), "pingpong", transport, progress));
    }

    private static bool Redis(int rounds, double seconds)
    {
        if (CProgram.Find("redis-server") is null || CProgram.Find("redis-benchmark") is null)
        {
            Console.WriteLine("against redis-benchmark: skipped, redis-server or redis-benchmark is not installed");
            return true;
        }
        using RedisServer redis = new();
        // As many as take about the same time; its start is in its figure, and a hundredth of it.
        string pings = Text((int)(seconds * 60_000));
        return Compare(
            "redis-benchmark",
            1,
            rounds,
            () => $"{pings} {Text(Timed($"redis-benchmark -p {redis.Port} -c {Connections} -n {pings} -t ping_mbulk -P 1 --csv"))}",
            (transport, progress) => Once("client-closed", redis.Port, Connections, Text(seconds), "resp", transport, progress));
    }

    /// <summary>How late the pings of an open loop are, beside those of a loop in C with the same waits in the same round: on a machine
    /// whose host takes the core away now and then, nobody is in time. The core is the worker's own, as by --cpus.</summary>
    private static bool Open(int rounds, double seconds, string pacing)
    {
        string? pacer = CProgram.CanCompile
            ? CProgram.Compile("pacer", Directory.CreateTempSubdirectory("sockeye").FullName, "-lm")
            : null;
        using Child server = new(core: 0, "serve-model", "epoll", "1");
        string port = server.Read();
        List<double[]> floors = [];
        List<double[]> runs = [];
        for (int i = 0; i < rounds; i++)
        {
            if (pacer is not null) floors.Add(Numbers(Once(new Launch(pacer, [port, OpenConnections, Text(seconds), OpenRate, pacing]))));
            string[] core = Child.Pins ? ["1"] : [];
            using Child client = new(
                core: null, Child.Self(["client-open", port, OpenConnections, Text(seconds), OpenRate, pacing, "ring", .. core]));
            runs.Add(Numbers(client.Read()));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"open loop ({pacing}) of 20,000/s over 1,000 clients: lag {Lags(runs)}, {Median(runs, run => run[3]):0%} of a core; "
                + $"response p50 {Median(runs, run => run[4]):0} µs, {Median(runs, run => run[5]):0.00%} of the pings sent"));
        if (floors.Count > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  a bare C loop beside it: lag {Lags(floors)}, {Median(floors, run => run[3]):0%} of a core"));
        }
        bool isPunctual = Median(runs, run => run[2]) < LagGoalMicroseconds;
        return isPunctual && Median(runs, run => run[5]) >= 1 - RateGoal;
    }

    private static string Lags(List<double[]> runs) => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {Median(runs, run => run[0]):0}, p90 {Median(runs, run => run[1]):0}, p99 {Median(runs, run => run[2]):0} µs "
            + $"({runs.Min(run => run[2]):0} to {runs.Max(run => run[2]):0})");

    private static bool Memory()
    {
        const int Most = 10_000;
        if (Sockeye.Linux.OpenFiles.Limit < Most + 100)
        {
            Console.WriteLine($"memory of 10,000 connections: skipped, {Sockeye.Linux.OpenFiles.Limit} open files are allowed (ulimit -n)");
            return true;
        }
        using Child server = new(core: 0, "serve-model", "epoll", "1");
        double mebibytes = Numbers(Once("client-memory", server.Read(), Text(Most)))[1] / (1024 * 1024);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"10,000 connections add {mebibytes:0.0} MiB of resident memory"));
        return mebibytes < MemoryGoalMiB;
    }

    /// <summary>CPU per ping of all ways of ours, in turns with another program's; the goal is the ring's.</summary>
    private static bool Compare(string other, double goal, int rounds, Func<string> floor, Func<string, string, string> own)
    {
        (string Name, string Transport, string Progress)[] ways =
            [("ring", "ring", "off"), ("ring, with progress", "ring", "on"), ("epoll", "kernel", "off")];
        List<double> theirs = [];
        List<double>[] ours = [.. ways.Select(_ => new List<double>())];
        for (int i = 0; i < rounds; i++)
        {
            theirs.Add(PerPing(floor()));
            for (int way = 0; way < ways.Length; way++) ours[way].Add(PerPing(own(ways[way].Transport, ways[way].Progress)));
        }
        double least = Median(theirs, value => value);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"closed loop, {Connections} connections, µs of client CPU a ping: "
                + $"{other} {least:0.00} ({theirs.Min():0.00} to {theirs.Max():0.00})"));
        for (int way = 0; way < ways.Length; way++)
        {
            double median = Median(ours[way], value => value);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {ways[way].Name} {median:0.00} ({ours[way].Min():0.00} to {ours[way].Max():0.00}), ratio {median / least:0.00}"));
        }
        return Median(ours[0], value => value) / least <= goal;
    }

    internal static string Once(params string[] role) => Once(Child.Self(role));

    private static string Once(Launch launch)
    {
        using Child client = new(core: 1, launch);
        return client.Read();
    }

    private static double PerPing(string line) => Numbers(line) is [var pings, var microseconds] ? microseconds / pings : double.NaN;

    internal static double[] Numbers(string line) =>
        [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static double Median<T>(List<T> values, Func<T, double> of) => values.Select(of).Order().ElementAt(values.Count / 2);

    internal static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Microseconds of CPU that a command takes, all of it, user and system: bash's own «time» knows.</summary>
    private static double Timed(string command)
    {
        string times = Shell($"TIMEFORMAT='%U %S'; {{ time {(Child.Pins ? "taskset -c 1 " : "")}{command} > /dev/null 2>&1; }} 2>&1");
        return Numbers(times.Trim()).Sum() * 1e6;
    }

    private static string Shell(string command)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        if (bash.ExitCode != 0) throw new InvalidOperationException($"Exit code {bash.ExitCode}: {command}");
        return output;
    }
}
