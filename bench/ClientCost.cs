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
    private const string Connections = "50";

    internal static int Run(bool smoke)
    {
        (int rounds, double seconds) = smoke ? (1, 0.3) : (5, 2);
        Console.WriteLine(Child.Pins ? "server on core 0, client on core 1" : "not pinned: too few cores, or no taskset");
        bool reached = Floor(rounds, seconds);
        reached &= Redis(rounds, seconds);
        // How late a sleep ends is the machine's affair, a virtual one's above all: the goal is for a core of one's own, which spins.
        Open(rounds, seconds, "sleep");
        reached &= Open(rounds, seconds, "spin");
        reached &= Memory();
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
            () => Own(port, seconds, "pingpong", "ring"));
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
            () => Own(redis.Port, seconds, "resp", "ring"));
    }

    private static bool Open(int rounds, double seconds, string pacing)
    {
        using Child server = new(core: 0, "serve-model", "epoll", "1");
        string port = server.Read();
        List<double[]> runs = [];
        for (int i = 0; i < rounds; i++) runs.Add(Numbers(Once("client-open", port, "1000", Text(seconds), "20000", pacing, "ring")));
        double sent = Median(runs, run => run[0]);
        double lag = Median(runs, run => run[1]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"open loop ({pacing}) of 20,000/s over 1,000 clients: {sent:0.00%} of the pings sent, lag p99 {lag:0} µs (lowest "
                + $"{runs.Min(run => run[1]):0}, highest {runs.Max(run => run[1]):0}), response p50 {Median(runs, run => run[2]):0} µs, "
                + $"{Median(runs, run => run[3]):0%} of a core"));
        return lag < LagGoalMicroseconds && sent >= 1 - RateGoal;
    }

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

    private static bool Compare(string other, double goal, int rounds, Func<string> floor, Func<string> own)
    {
        List<double> theirs = [];
        List<double> ours = [];
        for (int i = 0; i < rounds; i++)
        {
            theirs.Add(PerPing(floor()));
            ours.Add(PerPing(own()));
        }
        double ratio = Median(ours, value => value) / Median(theirs, value => value);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"closed loop, {Connections} connections: {Median(ours, value => value):0.00} µs of client CPU a ping ({ours.Min():0.00} to "
                + $"{ours.Max():0.00}), {other} {Median(theirs, value => value):0.00} ({theirs.Min():0.00} to {theirs.Max():0.00}), "
                + $"ratio {ratio:0.00}"));
        return ratio <= goal;
    }

    private static string Own(string port, double seconds, string protocol, string transport) =>
        Once("client-closed", port, Connections, Text(seconds), protocol, transport);

    private static string Once(params string[] role) => Once(Child.Self(role));

    private static string Once(Launch launch)
    {
        using Child client = new(core: 1, launch);
        return client.Read();
    }

    private static double PerPing(string line) => Numbers(line) is [var pings, var microseconds] ? microseconds / pings : double.NaN;

    private static double[] Numbers(string line) =>
        [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static double Median<T>(List<T> values, Func<T, double> of) => values.Select(of).Order().ElementAt(values.Count / 2);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

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
