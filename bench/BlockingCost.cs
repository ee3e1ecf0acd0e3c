using System.Globalization;
using Sockeye.Linux;

namespace Sockeye.Bench;

/// <summary>
/// CPU per ping of the two blocking models, against bare blocking sockets that do the same: each in a process of its own on
/// core 0, the load on core 1, in turns, the median of several runs. `threads` on 50 connections; `sequential` on the one
/// that it can serve, and so its bare twin.
/// </summary>
internal static class BlockingCost
{
    private const double Goal = 1.3;
    private const int LimitMilliseconds = 30_000;

    internal static int Run(string[] models, bool smoke)
    {
        (int repetitions, int messages) = smoke ? (1, 3_000) : (5, 150_000);
        string pinning = Child.Pins ? "server on core 0, load on core 1" : "not pinned: too few cores, or no taskset";
        Console.WriteLine($"16-byte pings, one outstanding a connection; {messages} pings a run, medians of {repetitions}; {pinning}");
        Console.WriteLine($"{"server",-12}{"connections",12}{"µs CPU a ping",15}{"lowest",9}{"highest",9}{"ratio",8}");

        bool reached = true;
        foreach (string model in models) reached &= Compare(model, model == "sequential" ? 1 : 50, messages, repetitions);
        if (smoke) Console.WriteLine("A smoke run: its figures mean nothing.");
        return smoke || reached ? 0 : 1;
    }

    private static bool Compare(string model, int connections, int messages, int repetitions)
    {
        string count = connections.ToString(CultureInfo.InvariantCulture);
        List<double> bare = [];
        List<double> ours = [];
        for (int i = 0; i < repetitions; i++)
        {
            bare.Add(Measure(connections, messages, "serve-bare", count));
            ours.Add(Measure(connections, messages, "serve-model", model, count));
        }
        double ratio = Median(ours) / Median(bare);
        Print("bare", connections, bare, "");
        Print(model, connections, ours, ratio.ToString("0.00", CultureInfo.InvariantCulture));
        return ratio <= Goal;
    }

    /// <summary>Microseconds of the server's CPU, user and system, per ping.</summary>
    private static double Measure(int connections, int messages, params string[] role)
    {
        using Child server = new(core: 0, role);
        using Load load = new(program: null, server.Read(), outstanding: 1);
        load.Connect(connections);
        load.Ping(messages / 3, LimitMilliseconds);
        long before = OtherProcess.CpuNanoseconds(server.Id);
        Exchange exchange = load.Ping(messages, LimitMilliseconds);
        return (OtherProcess.CpuNanoseconds(server.Id) - before) / 1e3 / exchange.Count;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string server, int connections, List<double> values, string ratio) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{server,-12}{connections,12}{Median(values),15:0.00}{values.Min(),9:0.00}{values.Max(),9:0.00}{ratio,8}"));
}
