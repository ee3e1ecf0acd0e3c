using System.Globalization;
using Sockeye.Lab;
using Sockeye.Linux;

namespace Sockeye.Bench;

/// <summary>What recording costs a server: the same server with and without its trace, on core 0, the load on core 1, in turns, 50
/// connections with one ping outstanding.</summary>
internal static class TraceCost
{
    private const double Goal = 0.97;
    private const int Connections = 50;

    internal static readonly string[] Models = ["select", "threads", "epoll", "iouring"];

    internal static int Run(string[] models, bool smoke)
    {
        (int rounds, int warmUp, int measured) = smoke ? (1, 300, 200) : (5, 3_000, 2_000);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sockeye-trace-");
        try
        {
            return Compare(models, folder.FullName, rounds, warmUp, measured) || smoke ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Compare(string[] models, string folder, int rounds, int warmUp, int measured)
    {
        string? load = CProgram.CanCompile ? CProgram.Compile("load", folder) : null;
        Console.WriteLine(
            $"{Connections} connections, one 16-byte ping outstanding; medians of {rounds} pairs, {measured} ms after {warmUp} ms");
        Console.WriteLine(
            $"{"model",-10}{"pongs/s",10}{"traced",10}{"ratio",8}{"lowest",8}{"highest",9}{"µs CPU a ping",15}{"traced",8}{"dropped",9}");
        bool reached = true;
        foreach (string model in models)
        {
            List<(Sample Plain, Sample Traced)> pairs = [];
            for (int round = 0; round < rounds; round++)
            {
                // Which of the two comes first changes from round to round.
                Sample first = Measure(model, traced: round % 2 == 1);
                Sample second = Measure(model, traced: round % 2 == 0);
                pairs.Add(round % 2 == 0 ? (first, second) : (second, first));
            }
            double[] ratios = [.. pairs.Select(pair => pair.Traced.PerSecond / pair.Plain.PerSecond).Order()];
            double ratio = ratios[rounds / 2];
            reached &= ratio >= Goal;
            double Plain(Func<Sample, double> figure) => Median(pairs.Select(pair => figure(pair.Plain)));
            double Traced(Func<Sample, double> figure) => Median(pairs.Select(pair => figure(pair.Traced)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{model,-10}{Plain(sample => sample.PerSecond),10:0}{Traced(sample => sample.PerSecond),10:0}"
                    + $"{ratio,8:0.000}{ratios[0],8:0.000}{ratios[^1],9:0.000}"
                    + $"{Plain(sample => sample.Microseconds),15:0.00}{Traced(sample => sample.Microseconds),8:0.00}"
                    + $"{pairs.Max(pair => pair.Traced.Dropped),9:0}"));
        }
        return reached;

        Sample Measure(string model, bool traced)
        {
            string threads = model == "threads" ? Connections.ToString(CultureInfo.InvariantCulture) : "1";
            string[] role = traced ? ["serve-traced", model, threads, Path.Combine(folder, "trace")] : ["serve-model", model, threads];
            Sample sample;
            using (Child server = new(core: 0, role))
            {
                using Load client = new(load, server.Read(), outstanding: 1);
                client.Connect(Connections);
                client.Ping(long.MaxValue, warmUp);
                long before = OtherProcess.CpuNanoseconds(server.Id);
                Exchange exchange = client.Ping(long.MaxValue, measured);
                double microseconds = (OtherProcess.CpuNanoseconds(server.Id) - before) / 1e3;
                sample = new(exchange.Count / exchange.Seconds, microseconds / exchange.Count, Dropped: 0);
            }
            if (!traced) return sample;
            using StreamReader lines = new(role[^1]);
            return sample with { Dropped = Trace.Read(lines).Dropped ?? throw new EndOfStreamException("The trace has no end.") };
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private readonly record struct Sample(double PerSecond, double Microseconds, long Dropped);
}
