using System.Globalization;
using System.Net;
using Sockeye.Linux;
using Sockeye.Load;

namespace Sockeye.Bench;

/// <summary>The measuring client in a process of its own, as the command runs it; one line of what it saw of itself.</summary>
internal static class MeasuringClient
{
    // Long enough for the runtime to compile anew what is hot.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    // As often as the command draws its line on a terminal.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>A closed loop for so many seconds: «pings microseconds» of CPU of the whole process, user and system;
    /// with somebody who looks how far it is, or without.</summary>
    internal static int Closed(int port, int connections, double seconds, PingProtocol protocol, Transport transport, bool progress)
    {
        LoadResult result = Run(Plan(port, connections, seconds) with { Protocol = protocol, Transport = transport }, progress);
        Say($"{result.Counts.Answered} {result.Self.Cpu.TotalMicroseconds}");
        return 0;
    }

    /// <summary>What a client saw with somebody who looks how far it is, or without, and with its times recorded, or not: «rate cpu
    /// response-p50 response-p99», in pongs a second and microseconds; CPU is a ping's.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="connections">How many.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="rate">Pings a second, at constant arrivals; null for a closed loop.</param>
    /// <param name="progress">Whether somebody looks.</param>
    /// <param name="times">Whether times are recorded; where they are not, both are NaN.</param>
    internal static int Observed(int port, int connections, double seconds, double? rate, bool progress, bool times)
    {
        // Of less than a second nobody wants figures.
        TimeSpan warmUp = seconds < 1 ? TimeSpan.Zero : WarmUp;
        LoadResult result = Run(Plan(port, connections, seconds) with { Rate = rate, RecordsTimes = times, WarmUp = warmUp }, progress);
        double Response(double percent) => result.Response.Percentile(percent)?.Value / 1000.0 ?? double.NaN;
        double cpu = result.Self.Cpu.TotalMicroseconds / result.Counts.Answered;
        Say($"{result.Counts.Answered / result.Window.TotalSeconds} {cpu} {Response(50)} {Response(99)}");
        return 0;
    }

    /// <summary>An open loop: «lag-p50 lag-p90 lag-p99 cpu response-p50 reached», times in microseconds, CPU in shares of a core, and
    /// which share of the pings was sent.</summary>
    internal static int Open(
        int port, int connections, double seconds, double rate, bool spin, Transport transport, IReadOnlyList<int> cores)
    {
        // As the command does for --cpus.
        if (OperatingSystem.IsLinux()) ProcessThreads.KeepOff(cores);
        ClientPlan plan = Plan(port, connections, seconds) with
        {
            Rate = rate,
            Arrivals = Arrivals.Poisson,
            Spin = spin,
            Transport = transport,
            Cpus = cores,
        };
        LoadResult result = Run(plan);
        double Lag(double percent) => Microseconds(result.Self.Lag, percent);
        double median = Microseconds(result.Response, 50);
        // What the seed drew, and not the rate it was drawn around, is what can be reached.
        double reached = (double)(result.Counts.Scheduled - result.Counts.NeverSent) / result.Counts.Scheduled;
        Say($"{Lag(50)} {Lag(90)} {Lag(99)} {result.Self.Cpu / result.Window} {median} {reached}");
        return 0;
    }

    // Of a core that another process had for the whole of a short run, there are too few pings to tell.
    private static double Microseconds(Latencies times, double percent) =>
        times.Percentile(percent) is { } percentile ? percentile.Value / 1000.0 : double.NaN;

    /// <summary>Connects, and pings now and then: the resident bytes that so many connections add to what one has.</summary>
    internal static int Memory(int port, int connections)
    {
        Run(Plan(port, 1, 0.5) with { Rate = 100 });
        long before = Resident();
        long most = 0;
        using CancellationTokenSource stop = new();
        Thread watch = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, Resident());
                stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            }
        });
        watch.Start();
        LoadResult result = Run(Plan(port, connections, 2) with { Rate = 5000, ConnectRate = 10_000 });
        stop.Cancel();
        watch.Join();
        Say($"{result.Counts.Answered} {most - before}");
        return result.Counts.Answered == result.Counts.Scheduled ? 0 : 1;
    }

    private static ClientPlan Plan(int port, int connections, double seconds) => new()
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, port),
        Clients = connections,
        WarmUp = WarmUp,
        Duration = TimeSpan.FromSeconds(seconds),
    };

    private static LoadResult Run(ClientPlan plan, bool progress = false)
    {
        LoadProgress seen = new();
        using Timer? timer = progress
            ? new(_ => _ = (seen.Answered, seen.InFlight, seen.LastInterval?.Response?.Percentile(99)), null, Look, Look)
            : null;
        LoadResult result = LoadGenerator.Run(plan, null, progress ? seen : null, null, CancellationToken.None).GetAwaiter().GetResult();
        if (result.Failures is [var failure, ..]) throw new InvalidOperationException($"{failure.Count} {failure.Kind}: {failure.Example}");
        if (!result.Counts.AddsUp) throw new InvalidOperationException($"{result.Counts} does not add up.");
        return result;
    }

    private static long Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
